"""Who said what, rule by rule, in sentences of our own."""

from __future__ import annotations

import pytest

from worker.enrich.speakers import Speaker, speakers, to_mapping, unspoken


def said(text: str, headline: str | None = None) -> list[tuple[str, str, str]]:
    """(speaker, d or i, text) of every quote, in order of the text; paragraphs are the lines of `text`."""
    rows = [
        (q.paragraph, q.start, s.name, q.kind[0], q.text)
        for s in speakers(headline, text.split("\n"))
        for q in s.quotes
    ]
    return [row[2:] for row in sorted(rows)]


def who(text: str, headline: str | None = None) -> dict[str, Speaker]:
    """The speakers of a text by name."""
    return {s.name: s for s in speakers(headline, text.split("\n"))}


MARKS = {
    "straight": ('"It works," Ada Berg said.', ["It works,"]),
    "curly": ("“It works,” Ada Berg said.", ["It works,"]),
    "doubled single": ("''It works,'' Ada Berg said.", ["It works,"]),
    "back ticks": ("``It works,'' Ada Berg said.", ["It works,"]),
    "guillemets": ("«It works», Ada Berg said.", ["It works"]),
    "british single": ("'It works, and the boy's too,' Ada Berg said.", ["It works, and the boy's too,"]),
    "nested": ("\"They told me, 'It works,' and left,\" Ada Berg said.", ["They told me, 'It works,' and left,"]),
    "split": ('"It works," Ada Berg said, "and it will last."', ["It works,", "and it will last."]),
    "in pieces": ('Ada Berg called the mill "a marvel" and its owner "a rogue."', ["a marvel", "a rogue."]),
    "no space before": ('Ada Berg said,"It works."', ["It works."]),
    "no space inside": ('Ada Berg said," it works."', [" it works."]),
    "runs over the paragraph": (
        '"It works," Ada Berg said. "We tried it twice.\n"Then we tried it again."',
        ["It works,", "We tried it twice.", "Then we tried it again."],
    ),
    "an inch is no mark": ('The 6\' 2" Ada Berg said, "It works."', ["It works."]),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKS)
def test_quotation_marks(name: str) -> None:
    """Every kind of mark opens and closes a stretch, and all of it is Berg's."""
    text, expected = MARKS[name]
    assert said(text) == [("Ada Berg", "d", quote) for quote in expected]


SOURCES = {
    # text: the speaker of its only direct quote
    "name after": ('"It works," said Ada Berg.', "Ada Berg"),
    "name after, with a role before": ('"It works," said Harbor Party spokeswoman Ada Berg.', "Ada Berg"),
    "name after, in apposition": ('"It works," said the group\'s president, Ada Berg.', "Ada Berg"),
    "name after, apposition behind": ('"It works," said Ada Berg, the mayor of Norhaven.', "Ada Berg"),
    "apposition": ('"It works," Ada Berg, the mayor of Norhaven, told reporters.', "Ada Berg"),
    "apposition of the name": ('"It works," the mayor of Norhaven, Ada Berg, told reporters.', "Ada Berg"),
    "relative clause between": ('Ada Berg, who was in Norhaven on Friday, said "it works for us all."', "Ada Berg"),
    "who": ('The crowd cheered Ada Berg, who said "it works for us all."', "Ada Berg"),
    "party in parentheses": ('"It works," Sen. Ada Berg (H-Norhaven) said.', "Ada Berg"),
    "adverbs and time between": ('Ada Berg on Friday also repeatedly said that "it works for us all."', "Ada Berg"),
    "auxiliaries": ('Ada Berg has long said "it works for us all."', "Ada Berg"),
    "contraction": ('Ada Berg spoke. She\'s said "it works for us all."', "Ada Berg"),
    "second verb": ('Ada Berg met the envoys and called the mill "a marvel of our time."', "Ada Berg"),
    "participle": ('Ada Berg praised the mill, saying it was "a marvel of our time."', "Ada Berg"),
    "participle at the head": ('Speaking in Norhaven, Ada Berg said "it works for us all."', "Ada Berg"),
    "carried out infinitive": ('Ada Berg went on to say that "it works for us all."', "Ada Berg"),
    "quoted as saying": ('Ada Berg was quoted as saying that the mill "works for us all."', "Ada Berg"),
    "with ... saying": ('The party was glad, with spokesman Bo Lund saying, "It works for us all."', "Bo Lund"),
    "passive": ('The mill was described as "a marvel of our time" by Ada Berg.', "Ada Berg"),
    "according to": ('The mill is "a marvel of our time," according to Ada Berg.', "Ada Berg"),
    "relayed by another": ('Ada Berg welcomed the mill as "a step ahead," according to the ministry.', "Ada Berg"),
    "colon": ('Ada Berg put it plainly: "It works for us all."', "Ada Berg"),
    "unlisted verb": ('"It works for us all," Ada Berg ventured.', "Ada Berg"),
    "question mark": ('"Does it work for us all?" Ada Berg asked.', "Ada Berg"),
    "later in the sentence": ('The mill is "a marvel of our time" and cheap, Ada Berg said.', "Ada Berg"),
    "anybody with an article": ('"It works for us all," says the voice on the tape.', "voice"),
    "announced": ('"Good," Bo Lund said.\nAda Berg released a statement:\n"It works for us all."', "Ada Berg"),
    "another statement after": ('"It works for us," and buyers like it, Ada Berg said.', "Ada Berg"),
    "dash": ('"It works for us all." — Ada Berg', "Ada Berg"),
    "the outer verb": ('Ada Berg said that when Bo Lund denounced the old mill here "he forgot it all."', "Ada Berg"),
    "the inner verb": ('Ada Berg said that Bo Lund had called the mill "a marvel of our time."', "Bo Lund"),
    "sentence before": ('Ada Berg praised the mill. "It works for us all."', "Ada Berg"),
    "paragraph before": ('Ada Berg praised the mill:\n"It works for us all."', "Ada Berg"),
    "dotted abbreviation inside": ('The U.S. official said "it works for us all."', "U.S. official"),
    "unnamed": ('"It works for us all," a ministry official said on condition of anonymity.', "a ministry official"),
    "relative clause with a verb": ('People who have seen the mill say "it works for us all."', "People"),
    "last of an enumeration": ('"It works," current and former officials said.', "current and former officials"),
    "handful": ('"It works," said a handful of residents.', "a handful of residents"),
    "unnamed many": ('"It works for us all," residents said.', "residents"),
    "body": ('"It works for us all," the Harbor Party said in a statement.', "Harbor Party"),
    "body as a role": ('"It works for us all," the ministry said.', "ministry"),
    "place": ('"It works for us all," Seoul said.', "Seoul"),
    "spokesman for a body": ('"It works," said a spokesman for the Harbor Party.', "a spokesman for the Harbor Party"),
}  # fmt: skip


@pytest.mark.parametrize("name", SOURCES)
def test_sources(name: str) -> None:
    """The source of a quote, wherever it stands."""
    text, expected = SOURCES[name]
    assert [speaker for speaker, kind, _ in said(text) if kind == "d"][-1:] == [expected]


NAMES = {
    "korean": ('Lee Do-yun met them. "It works," Lee said.', "Lee Do-yun"),
    "korean with a title": ('Vice Oceans Minister Han Do-yeon met them. "It works," Han said.', "Han Do-yeon"),
    "korean, family name a word": ('So Min-gyu met them. "It works," So Min-gyu said.', "So Min-gyu"),
    "korean, a body's word": ('Park Jin-ah met them. "It works," Park said.', "Park Jin-ah"),
    "korean without hyphen": ('Wi Sung Lac met them. "It works," Wi said.', "Wi Sung Lac"),
    "initial": ('Ada B. Berg met them. "It works," Ms. Berg said.', "Ada B. Berg"),
    "initial and not": ('Ada Berg met them. "It works," Ada B. Berg said.', "Ada Berg"),
    "particle": ('Ada van der Berg met them. "It works," Berg said.', "Ada van der Berg"),
    "suffix": ('Bo Lund Jr. met them. "It works," Lund said.', "Bo Lund Jr."),
    "given name alone": ('Ada Berg met them. "It works," Ada said.', "Ada Berg"),
    "modifier before": ('Comedian Sarah Berg met them. "It works," Berg said.', "Sarah Berg"),
    "where from": ('Norhaven-based artist Ada Berg met them. "It works," Berg said.', "Ada Berg"),
    "title of several words": ('Former Secretary of State Ada Berg met them. "It works," Berg said.', "Ada Berg"),
    "adjective at the head": (
        'Main opposition leader Han Do-yeon left, calling it "a show of weakness."',
        "Han Do-yeon",
    ),
    "opener": ('However Ada Berg met them. "It works," Berg said.', "Ada Berg"),
    "name after the reference": ('"It works," Berg said.\nAda Berg met them in Norhaven.', "Ada Berg"),
    "short form of a body": (
        'The Korean Sea News Agency (KSNA) said it works. "It works for us all," the KSNA said.',
        "Korean Sea News Agency",
    ),
}


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    """A full name is found among titles and openers, and its parts lead back to it."""
    text, expected = NAMES[name]
    assert [speaker for speaker, kind, _ in said(text) if kind == "d"] == [expected]


REFERENCES = {
    "he": ('Bo Lund met them. "It works," he said.', "Bo Lund", "pronoun"),
    "she, over a man named later": (
        'Mary Berg met them.\nThe mill was built with John Lund.\n"It works," she said.', "Mary Berg", "pronoun",
    ),
    "he, over a woman named later": (
        'John Lund met Mary Berg.\n"It works," he said.', "John Lund", "pronoun",
    ),
    "the speaker before": ('Ada Berg said it works. Bo Lund was there. "It lasts," she said.', "Ada Berg", "pronoun"),
    "a role": ('Envoy Ada Berg met Mayor Bo Lund. "It works," the envoy said.', "Ada Berg", "role"),
    "another role": ('Envoy Ada Berg met Mayor Bo Lund. "It works," the mayor said.', "Bo Lund", "role"),
    "another office": (
        'Finance Minister Bo Lund left. "It works," the foreign minister said.', "foreign minister", "unnamed",
    ),
    "the unnamed again": (
        'Envoy Ada Berg met them. A second envoy said no. "It works," the envoy said.', "a second envoy", "role",
    ),
    "indefinite is somebody new": (
        'Envoy Ada Berg met them. "It works," another envoy said.', "another envoy", "unnamed",
    ),
    "a role of one's party": (
        'Rep. Ada Berg of the Sea Party met Rep. Bo Lund of the Harbor Party. "It works," the Sea Party lawmaker said.',
        "Ada Berg", "role",
    ),
    "the body of a longer role": (
        'The trade ministry said no. "It works," the ministry said.', "trade ministry", "role",
    ),
    "by age": ('Ada Berg met them. "It works," the 25-year-old singer said.', "Ada Berg", "role"),
    "family name that is a body's word": (
        'Park Jin-ah met them. "It works," Professor Park said.', "Park Jin-ah", "alias",
    ),
    "a role by apposition": (
        'Bo Lund, special representative for the sea, met Ada Berg. "It works," the envoy said.', "Bo Lund", "role",
    ),
    "surname, two of them: the nearer": (
        'Ada Berg met them. Carl Berg came later. "It works," Berg said.', "Carl Berg", "alias",
    ),
    "surname, two of them: the honorific": (
        'Mary Berg met them. John Berg came later. "It works," Mrs. Berg said.', "Mary Berg", "alias",
    ),
    "surname, two of them: the one named far more often": (
        'Ada Berg met them. Berg said no. Berg said yes. Berg said so. Carl Berg was there. "It works," Berg said.',
        "Ada Berg", "alias",
    ),
    "it": ('The Harbor Party met. "It works," it said in a statement.', "Harbor Party", "pronoun"),
    "it, of its own sentence": ('The Sea Ministry "sold the mill," it said.', "Sea Ministry", "pronoun"),
    "they": ('Residents met. "It works," they said.', "Residents", "pronoun"),
    "the body of a role": ('The Sea Ministry met. "It works," the ministry said.', "Sea Ministry", "role"),
    "a role in the lead, named next": (
        'Norhaven\'s top envoy said the mill is "a marvel."\nAda Berg, special representative for the sea, spoke.',
        "Ada Berg", "role",
    ),
    "carried on": ('"It works," Ada Berg said. "It lasts."', "Ada Berg", "continued"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFERENCES)
def test_references(name: str) -> None:
    """Whom a pronoun, a surname or a role means, and the rule that says so."""
    text, expected, found = REFERENCES[name]
    quotes = [(q, s) for s in speakers(None, text.split("\n")) for q in s.quotes if q.kind == "direct"]
    last, speaker = max(quotes, key=lambda pair: (pair[0].paragraph, pair[0].start))
    assert (speaker.name, last.found) == (expected, found)


def test_run_on_quote_takes_the_later_cue() -> None:
    """A paragraph that never closes its quote belongs to whoever is named in the next one."""
    text = 'Ada Berg nodded.\n"It works well for us.\n"And it will last," Bo Lund said.'
    assert [row[0] for row in said(text)] == ["Bo Lund", "Bo Lund"]


NO_SPEECH = {
    "title of a work": 'Ada Berg wrote "The Mills of the North" last year.',
    "programme": 'On "Norhaven Today," Ada Berg said the mill works.',
    "told a programme": 'The mill works, Ada Berg told "Norhaven Today."',
    "scare quote": 'The "green" mill was sold.',
    "named": 'The harbor, known as "the cradle," was sold, Ada Berg said.',
    "nobody speaks": 'The mill of "old times" was sold.',
    "capitals alone": '"GOOD NEWS FROM THE MILL"',
    "caption": 'Ada Berg (R) says "it works for us all" at the mill in Norhaven on May 8, 2019. (Yonhap)',
    "note": '(ATTN: COMBINES with story sent under slug "mill-sale"; Berg said so)',
    "byline": "By Ada Berg",
    "address": "berg@wire.example",
}


@pytest.mark.parametrize("name", NO_SPEECH)
def test_no_speech(name: str) -> None:
    """Marks that enclose no speech, and lines that hold none."""
    assert [row for row in said(NO_SPEECH[name]) if row[1] == "d"] == []


@pytest.mark.parametrize("name", ["caption", "note", "byline", "address"])
def test_silent_lines(name: str) -> None:
    """Captions, notes, bylines and addresses hold no indirect speech either."""
    assert said(NO_SPEECH[name]) == []


FRAGMENTS = {
    "one word": ('Ada Berg said the mill was "lovely" and cheap.', ["lovely"]),
    "called": ('Ada Berg called the mill "a marvel."', ["a marvel."]),
    "capitals with the verb before": ('The crowd chanted "Save The Mill."', ["Save The Mill."]),
}


@pytest.mark.parametrize("name", FRAGMENTS)
def test_fragments_are_speech_where_somebody_speaks(name: str) -> None:
    """A reporting verb in the sentence decides, not the length of the quote."""
    text, expected = FRAGMENTS[name]
    assert [row[2] for row in said(text) if row[1] == "d"] == expected


INDIRECT = {
    "said": ("Ada Berg said the mill would be sold.", ["the mill would be sold"]),
    "that": ("Ada Berg said that the mill would be sold.", ["that the mill would be sold"]),
    "day between": ("Ada Berg said Friday the mill would be sold.", ["the mill would be sold"]),
    "statement between": ("Ada Berg said in a statement that the mill would be sold.", ["that the mill would be sold"]),
    "told somebody": ("Ada Berg told reporters that the mill would be sold.", ["that the mill would be sold"]),
    "told somebody, no that": ("Ada Berg told the Norhaven Post the mill was sold.", ["the mill was sold"]),
    "told a host": ("Ada Berg told host Bo Lund that the mill was sold.", ["that the mill was sold"]),
    "told the court, before": ("The mill was sold, Ada Berg told the court.", ["The mill was sold"]),
    "this is no time": ("Ada Berg told reporters this was the last mill.", ["this was the last mill"]),
    "a day's owner": ("Ada Berg said Monday's sale was the last.", ["Monday's sale was the last"]),
    "at least is no place": ("Ada Berg said at least six mills were sold.", ["at least six mills were sold"]),
    "before": ("The mill would be sold, Ada Berg said.", ["The mill would be sold"]),
    "before, inverted": ("The mill would be sold, said Ada Berg.", ["The mill would be sold"]),
    "around": ("The mill, Ada Berg said, would be sold by June.", ["The mill, Ada Berg said, would be sold by June"]),
    "according to": ("The mill was sold in May, according to Ada Berg.", ["The mill was sold in May"]),
    "according to, first": ("According to Ada Berg, the mill was sold.", ["the mill was sold"]),
    "object": ("Ada Berg denounced the sale of the mill.", ["the sale of the mill"]),
    "two verbs": (
        "Ada Berg said the mill was sold and urged the buyers to keep it.",
        ["the mill was sold", "the buyers to keep it"],
    ),
    "participle": (
        "Ada Berg said the mill was sold, adding that it had been time.",
        ["the mill was sold", "that it had been time"],
    ),
    "relative clause": ("Ada Berg, who denied the claim, has left.", ["the claim"]),
    "rose, not said": ("Shares in the mill added 3 percent.", []),
    "two shares": (
        "Ada Berg said it was sold, while Ada Berg also said it was cheap.",
        ["it was sold", "it was cheap"],
    ),
    "held by the sentence's end": (
        "Ada Berg said it was sold, Ada Berg said in a report on Friday.",
        ["Ada Berg said it was sold", "it was sold"],
    ),
    "dateline stays out": ("NORHAVEN, May 8 (Wire) -- The mill was sold, Ada Berg said.", ["The mill was sold"]),
    "only where and when": ("Ada Berg said on Friday.", []),
    "only to whom": ('"It works," Ada Berg told reporters after the meeting.', []),
    "quoted clause": ('Ada Berg said the mill was "a marvel" of its time.', []),
    "a noun": ("His remarks and claims were long.", []),
    "passive without an agent": ("It was said that the mill was sold.", []),
    "a manner of speaking": ("Ada Berg shouted across the street.", []),
    "asked first": ("Asked about the mill, Ada Berg said it was sold.", ["it was sold"]),
    "is not saying": ("Ada Berg isn't saying what the mill was worth.", ["what the mill was worth"]),
    "contraction, not": ("Ada Berg left. She's not saying why the mill was sold.", ["why the mill was sold"]),
    "fell, not said": ("Sales declined in almost every town, Ada Berg said.", ["Sales declined in almost every town"]),
    "dateline after a full stop": (
        "The mill was sold.\nNORHAVEN (Wire) — The mill is gone, Ada Berg said.",
        ["The mill is gone"],
    ),
    "agreed to": ("Ada Berg agreed to sell the mill.", []),
    "not a statement": ("Ada Berg did not elaborate on the sale.", []),
}


@pytest.mark.parametrize("name", INDIRECT)
def test_indirect(name: str) -> None:
    """The clause that a reporting word governs, without what tells where, when and to whom."""
    text, expected = INDIRECT[name]
    assert [row[2] for row in said(text) if row[1] == "i"] == expected
    assert {row[0] for row in said(text)} <= {"Ada Berg"}


TITLES = {
    # text, name: title, affiliation
    "before": ("Foreign Minister Han Do-yeon said it works.", "Han Do-yeon", "Foreign Minister", None),
    "country before": ("Norwegian Prime Minister Ada Berg said it works.", "Ada Berg", "Prime Minister", "Norwegian"),
    "body before": ("State Department spokesman Bo Lund said it works.", "Bo Lund", "spokesman", "State Department"),
    "abbreviated": ("Sen. Ada Berg said it works.", "Ada Berg", "Sen.", None),
    "behind": ("Ada Berg, special envoy for the sea, said it works.", "Ada Berg", "special envoy for the sea", None),
    "behind, owner": ("Berg, Seoul's top envoy, said it works.", "Berg", "top envoy", "Seoul"),
    "behind, at": ("Ada Berg, a professor at Han College, said it works.", "Ada Berg", "professor", "Han College"),
    "behind, of": ("Ada Berg, head of the Seas Institute, said it works.", "Ada Berg", "head", "Seas Institute"),
    "before, comma": ("The North's leader, Kim Do-un, said it works.", "Kim Do-un", "leader", "North"),
    "counterpart": ("He met his Danish counterpart, Ada Berg. She said it works.", "Ada Berg", "counterpart", "Danish"),
    "from a role": ("Ada Berg spoke. Berg, the U.S. envoy, said it works.", "Ada Berg", "envoy", "U.S."),
    "body alone": ("Ada Berg, Northern Seas Institute, said it works.", "Ada Berg", None, "Northern Seas Institute"),
    "owner named before": (
        "The Harbor Party met. Ada Berg, the party's floor leader, said it works.",
        "Ada Berg", "floor leader", "Harbor Party",
    ),
    "of a party": ("Rep. Ada Berg of the ruling Sea Party said it works.", "Ada Berg", "Rep.", "ruling Sea Party"),
    "counterpart from": (
        "He met his counterpart from the Harbor Party, Ada Berg. She said it works.",
        "Ada Berg", "counterpart", "Harbor Party",
    ),
    "a body with an owner": (
        "The People's Party left. Ada Berg, a spokeswoman for the party, said it works.",
        "Ada Berg", "spokeswoman", "People's Party",
    ),
    "two of two parties": (
        "Rep. Ada Berg of the Sea Party and Rep. Bo Lund left. Berg said it works.", "Ada Berg", "Rep.", "Sea Party",
    ),
    "no sentence before": ("It rained. Sen. Ada Berg said it works.", "Ada Berg", "Sen.", None),
    "none": ("Ada Berg said it works.", "Ada Berg", None, None),
    "no list": ("Ada Berg, Sen. Bo Lund and others said it works. Berg said it works.", "Ada Berg", None, None),
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
def test_titles_and_affiliations(name: str) -> None:
    """Title and affiliation are the text's own words, from before or behind the name."""
    text, speaker, title, affiliation = TITLES[name]
    found = who(text)[speaker]
    assert (found.title, found.affiliation) == (title, affiliation)


HEADLINES = {
    "says": ("Berg says mill to be sold", ["Ada Berg"]),
    "behind a marker": ("(LEAD) Berg says mill to be sold", ["Ada Berg"]),
    "after a colon": ("Mill to be sold: Berg", ["Ada Berg"]),
    "before a colon": ("Berg: Mill to be sold", ["Ada Berg"]),
    "by role": ("Mill to be sold: envoy", ["Ada Berg"]),
    "nobody": ("Mill sold in Norhaven", []),
    "somebody else": ("Lund says mill to be sold", []),
}


@pytest.mark.parametrize("name", HEADLINES)
def test_headline_speaker(name: str) -> None:
    """The headline can give one of the speakers the word."""
    headline, expected = HEADLINES[name]
    found = speakers(headline, ["Special Envoy Ada Berg said the mill would be sold.", '"So it is," the envoy said.'])
    assert [s.name for s in found if s.headline] == expected


def test_headline_speaker_by_title_short_form_and_mentions() -> None:
    """A title alone, a body's short form, and of two people of one family the one named most."""
    minister = ["Foreign Minister Ada Berg said it works."]
    assert who(minister[0], "Mill to be sold: minister")["Ada Berg"].headline
    agency = "The Sea News Agency (SNA) said it works."
    assert who(agency, "Mill to be sold: SNA")["Sea News Agency"].headline
    two = "Ada Berg said it works. Carl Berg said it lasts. Ada Berg said so again and again."
    assert [s.name for s in speakers("Berg says mill works", [two]) if s.headline] == ["Ada Berg"]


def test_a_repeated_headline_and_a_digest_hold_no_speech() -> None:
    """The headline printed again in the text is no statement; a digest speaks for other articles."""
    assert said("Berg says mill to be sold\nIt rained.", headline="Berg says mill to be sold") == []
    assert said("Ada Berg said the mill was sold.", headline="Yonhap News Summary") == []


def test_nothing_is_said_after_the_end() -> None:
    """Other stories' headlines below an article, and its keywords, are none of it."""
    body = "Ada Berg said the mill of Norhaven would be sold before the end of the year, whatever the council says."
    below = "Bo Lund says mill to stay open"
    for end in ("(END)", "Keywords", "Send Feedback"):
        assert [row[0] for row in said(f"Keywords\n{body}\n{end}\n{below}")] == ["Ada Berg"]
    assert [row[0] for row in said(f"{body} (END)\n{below}")] == ["Ada Berg"]
    assert [row[0] for row in said(f"{body}\n{below}")] == ["Ada Berg", "Bo Lund"]


def test_aliases_kind_and_order() -> None:
    """Speakers come in order of their first quote, with the forms used for them."""
    text = (
        'Ada Berg met them. "It works," Berg said.\n"It lasts," the Harbor Party said.\n"It is cheap," a source said.'
    )
    found = speakers(None, text.split("\n"))
    assert [(s.name, s.kind) for s in found] == [
        ("Ada Berg", "person"),
        ("Harbor Party", "body"),
        ("a source", "unnamed"),
    ]
    assert found[0].aliases == ("Berg",)


def test_a_result_can_be_traced() -> None:
    """Each quote tells its cue, its source as printed, the rule and the evidence."""
    (quote,) = who('Envoy Ada Berg met them. "It works," the envoy said.')["Ada Berg"].quotes
    assert (quote.cue, quote.mention, quote.found) == ("said", "the envoy", "role")
    assert "'said'" in quote.evidence
    assert "cue after the quote" in quote.evidence


def test_what_is_no_speech_says_why() -> None:
    """A quoted stretch that is not taken can be traced as well."""
    paragraphs = ['Ada Berg wrote "The Mills of the North."', 'The "green" mill was sold.']
    rows = unspoken(None, paragraphs)
    assert [(row.paragraph, row.text, row.reason) for row in rows] == [
        (0, "The Mills of the North.", "capitals all through: the name of a work"),
        (1, "green", "a few words, and nobody speaks in the sentence"),
    ]
    assert all(paragraphs[row.paragraph][row.start : row.end] == row.text for row in rows)


def test_mapping_is_plain() -> None:
    """What articles carry is plain data, with every field of the quotes."""
    (speaker,) = speakers(None, ['"It works," Ada Berg said.'])
    mapping = to_mapping(speaker)
    assert mapping["quotes"] == [
        {
            "paragraph": 0,
            "start": 1,
            "end": 10,
            "text": "It works,",
            "kind": "direct",
            "cue": "said",
            "mention": "Ada Berg",
            "found": "explicit",
            "confidence": 0.98,
        }
    ]
