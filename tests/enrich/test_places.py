"""Places and bodies as tags: what a text names, how much it is about it, where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.enrich.places import codes, places, table
from worker.publish import routing
from worker.wire.article import Said, as_json


def codes_of(text: str, headline: str | None = None) -> list[str]:
    """The codes of the tags of a text."""
    return [place["qcode"] for place in places(headline, text.split("\n"))]


NAMED = {
    "country": ("The ferry left Norway for good.", "iso3166:NO"),
    "short form": ("The U.S. said no.", "iso3166:US"),
    "older form": ("The ferry left Burma for good.", "iso3166:MM"),
    "city": ("The ferry left Oslo for good.", "geonames:3143244"),
    "city brings its country": ("The ferry left Oslo for good. Oslo said so. Oslo was glad.", "iso3166:NO"),
    "body": ("The International Monetary Fund said no.", "body:imf"),
    "adjective": ("Norwegian ferries left. The Norwegian crew sang.", "iso3166:NO"),
    "the longer name": ("The ferry left South Korea for good.", "iso3166:KR"),
    "possessive": ("Norway's ferries left.", "iso3166:NO"),
    "in capitals": ("OSLO, May 8 -- The ferry left.", "geonames:3143244"),
    "no players": ("Seoul Shares fell. Seoul Police came.", "geonames:1835848"),
    "before a title": ("Jordan King Omar said no.", "iso3166:JO"),
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_named_is_a_tag(name: str) -> None:
    """Countries, cities and bodies are found in their forms."""
    text, code = NAMED[name]
    assert code in codes_of(text)


NOT_NAMED = {
    "family name": ("Michael Jordan said no.", "iso3166:JO"),
    "given name": ("Chad Berg and Georgia Lund said no.", "iso3166:TD"),
    "honorific": ("Mr. London said no.", "geonames:2643743"),
    "part of a word": ("The Omanite mine was sold.", "iso3166:OM"),
    "longer name": ("The ferry left New Mexico.", "iso3166:MX"),
    "delta": ("The ferry left the Niger Delta.", "iso3166:NE"),
    "sea": ("The ferry crossed the South China Sea.", "iso3166:CN"),
    "money": ("It cost US$5 million.", "iso3166:US"),
    "another country": ("The ferry left Nigeria.", "iso3166:NE"),
    "state of the union": ("The ferry left New Jersey for good.", "iso3166:JE"),
    "agency": ("The ferry left, Agence France-Presse said.", "iso3166:FR"),
    "players": ("The Los Angeles Harriers won. The Los Angeles Harriers sang.", "geonames:5368361"),
    "club": ("He left Inter Milan. Inter Milan paid.", "geonames:3173435"),
    "particle": ("Senator De Lima said no. De Lima left.", "geonames:3936456"),
    "tribe": ("The Isleta Indian tribe said no. The Indian tribe left.", "iso3166:IN"),
    "veteran": ("He was a Vietnam veteran. The Vietnam War ended.", "iso3166:VN"),
    "the state": ("The state of Washington said no. Washington’s court sat in Washington.", "geonames:4140963"),
    "small letters": ("The china was old and the turkey cold.", "iso3166:CN"),
}


@pytest.mark.parametrize("name", NOT_NAMED)
def test_what_only_looks_like_a_place_is_none(name: str) -> None:
    """People, longer names and parts of words are no places."""
    text, code = NOT_NAMED[name]
    assert code not in codes_of(text)


def test_relevance_and_mentions() -> None:
    """What stands in the headline, early and often is more relevant; mentions slice to what is printed."""
    text = ("Norway sold the ferry.", "It was built in Norway. " + "The yard is old. " * 40 + "Chile had asked.")
    first, *rest = places("Norway sells ferry", text)
    assert (first["qcode"], rest) == ("iso3166:NO", [])  # a passing word far down is no tag
    assert [text[m["paragraph"]][m["start"] : m["end"]] for m in first["mentions"]] == ["Norway", "Norway"]
    assert first["because"] == ["Norway"]
    assert first["score"] > places(None, text)[0]["score"]
    assert places(None, text, "OSLO, May 8")[0]["score"] > places(None, text)[0]["score"]


def test_a_city_has_its_country_above_it() -> None:
    """So that a route by country takes the city too; and routes are checked against what can be a tag."""
    (oslo,) = (p for p in places(None, ("Oslo said no.",)) if p["qcode"].startswith("geonames:"))
    assert oslo["ancestors"] == [{"qcode": "iso3166:NO", "name": "Norway"}]
    routes = routing.parse('[[route]]\nstream = "norway"\ntopics = ["iso3166:NO"]', "routes.toml", frozenset())
    said = Said(as_json([]), as_json([oslo]))
    assert routing.streams_of("any", said, routes) == ("norway",)
    with pytest.raises(routing.RoutingError, match="iso3166:ZZ"):
        routing.parse('[[route]]\nstream = "norway"\ntopics = ["iso3166:ZZ"]', "routes.toml", frozenset())


def test_the_gazetteer_is_whole() -> None:
    """Each code stands once, each city has a country, and all countries of the United Nations' size are there."""
    known = table().places
    assert len(codes()) == len(known)
    assert all(known[p.country].kind == "country" for p in known if p.kind == "city")
    assert len([p for p in known if p.kind == "country"]) > 195


@given(st.lists(st.text(alphabet=st.sampled_from("Norway Oslo U.S.É한\n'’-$ab "), max_size=60), max_size=4))
def test_any_text(paragraphs: list[str]) -> None:
    """Never raises; mentions slice to a form of the place."""
    for place in places(None, paragraphs):
        for m in place["mentions"]:
            text = "\n".join(paragraphs).split("\n")[m["paragraph"]]
            assert text[m["start"] : m["end"]] in place["because"]
