"""`from worker import fold, read`: what other programs may use."""

from __future__ import annotations

import doctest
import json
import subprocess
import sys

import worker
from worker import fold, read, to_json
from worker.wire.article import Article, BadMessage


def test_the_example_is_true() -> None:
    """The example in the package's own words runs as it stands."""
    ran = doctest.testmod(worker)
    assert (ran.attempted, ran.failed) == (5, 0)


def test_what_is_no_article_stands_in_its_place() -> None:
    """A record that is none raises nothing: it says why."""
    (bad,) = read(b"\x89PNG\r\n\x1a\n", source="coastal")
    assert isinstance(bad, BadMessage)
    assert bad.reason == "not_text"


def test_a_page_goes_through_as_it_is() -> None:
    """The obvious first try: a page's text, read and folded and printed; what cannot be read is passed over."""
    page = "Ferry burns\n\nMEREN, March 14 (Coastal) -- A ferry burned off Meren on Friday."
    (story,) = fold([*read(page, source="coastal"), *read(b"\x89PNG\r\n\x1a\n", source="coastal")])
    told = json.loads(to_json(story))
    assert (told["headline"], told["version"], type(told["topics"])) == ("Ferry burns", 1, list)
    (article,) = read(page.encode(), source="coastal")
    assert isinstance(article, Article)
    assert json.loads(to_json(article))["headline"] == "Ferry burns"


def test_a_module_is_imported_without_all_the_others() -> None:
    """The functions are found when asked for."""
    code = "import sys, worker.wire.text; sys.exit('worker.story.resolve' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
