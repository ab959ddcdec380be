"""One table of people a text: names in their forms, roles and pronouns that lead back to them, titles, affiliations."""

from __future__ import annotations

import pytest

from tests.enrich.kinds.__main__ import cases, totals
from tests.enrich.test_speakers import said, who
from worker.enrich.speakers import speakers

LAST_SPEAKER = {
    # what it shows: the text, and who speaks its last direct quote
    "boss, then the manager": ('Harrow boss Bo Lund said no.\n"We lost," the manager said.', "Bo Lund"),
    "coach, then the gaffer": ('Coach Bo Lund came.\n"We lost," the gaffer said.', "Bo Lund"),
    "captain, then the skipper": ('Captain Bo Lund came. Ada Berg left.\n"We lost," the skipper said.', "Bo Lund"),
    "Mr Justice, then the judge": ('Mr Justice Lund passed sentence.\nThe judge said: "It ends."', "Lund"),
    "a relative clause": (
        'Bo Lund, who was the senior investigating officer, spoke.\n"It ends," said the detective superintendent.',
        "Bo Lund",
    ),
    "cabinet secretary, then the CS": (
        'Roads Cabinet Secretary Bo Lund came.\n"It ends," the CS said.',
        "Bo Lund",
    ),
    "another word for the one who speaks": ('Bo Lund said no.\n"We lost," the left-hander said.', "Bo Lund"),
    "not for one of the other sex": (
        'Mary Berg said no.\n"We lost," the businessman said.',
        "businessman",
    ),
    "the former minister is not the minister": (
        'Party leader Bo Lund said no.\n"We lost," the former minister said.\nMinister Ada Berg was there.',
        "Bo Lund",
    ),
    "he who speaks, not whom he speaks of": (
        'Bo Lund said there was no sign that Carl Berg would start.\n"It ends," he said.',
        "Bo Lund",
    ),
    "no possessive": (
        'Bo Lund said no. "It ends," Lund said.\nPresident Carl Berg\'s words began a debate.\n"Not yet," he said.',
        "Bo Lund",
    ),
    "an official": (
        '"It ends," a ministry official said.\nHe added that envoy Carl Berg "knew it."',
        "a ministry official",
    ),
    "the official again": (
        'Envoy Carl Berg came. "It ends," a ministry official said.\n"Not yet," the official said.',
        "a ministry official",
    ),
    "a family": (
        'In a statement, Mr Lund\'s family said he was "never late."\nThey added: "We miss him."',
        "Mr Lund's family",
    ),
    "a statement is by who issued it": (
        'Spokeswoman Ada Berg disclosed this in a statement on Monday.\nThe statement read: "It ends here."',
        "Ada Berg",
    ),
    "its statement": (
        'The Harbor Party broke its silence. Its statement is reproduced below:\n"It ends here."',
        "Harbor Party",
    ),
    "quoted as saying": ('"It ends," Lund quoted the president as saying.', "president"),
    "quoted as saying, by name": ('She quoted the commissioner, Bo Lund, as saying: "It ends here."', "Bo Lund"),
    "quoted as telling": ('Berg quoted a courtier as telling guests: "It ends here."', "a courtier"),
    "his wife by her given name": (
        'Bo Lund ran. His wife Kasia, a nurse, carried the boy.\n"We lost it all," she said.',
        "Kasia",
    ),
    "behind a role and a phrase": ('"Where?" asked counsel for the families, Ada Berg.', "Ada Berg"),
    "behind a role with another": ('"It was free," said the mission\'s head, Danish diplomat Ada Berg.', "Ada Berg"),
    "according to him": ('Chairman Bo Lund came. According to him, it "ends here."', "Bo Lund"),
    "the day behind a name": (
        'Union minister Bo Lund Wednesday denied it. "It ends," Mr Lund said.',
        "Bo Lund",
    ),
    "of a party, for the one who speaks": (
        'Union minister Bo Lund said no. "It ends," the Harbor leader said.',
        "Bo Lund",
    ),
    "a minister of several fields": (
        'Union Minister Bo Lund said it was late. "It ends," the Union Textiles Minister said.',
        "Bo Lund",
    ),
    "an office in capitals before a comma": (
        'State Police Public Relations Officer, Bo Lund, in a statement, denied it, saying: "It ends here."',
        "Bo Lund",
    ),
    "not who is only reported to have spoken": (
        'The Sea Party denied claims that Bo Lund had called it old and said it was "ready for all."',
        "Sea Party",
    ),
    "a statement by somebody": ('A statement released by his children said it was "late."', "his children"),
    "a statement from a body": ('A statement from the Harbor Party said it was "late."', "Harbor Party"),
    "with his wife saying": (
        'Bo Lund died in May, with his wife, Ada, saying in tribute: "It ends here for us."',
        "Ada",
    ),
    "the court that ruled": (
        'The Larne District Court acquitted Bo Lund. He left the Supreme Court in May.\nThe court called it "thin."',
        "Larne District Court",
    ),
    "dash and office": ('"Ada Ross is a true expert for us," -Commissioner Bo Lund', "Bo Lund"),
    "who spoke in the paragraph before": (
        'Harrow boss Bo Lund disagreed with it. The Reds had defended stoutly.\n"That decision killed us."',
        "Bo Lund",
    ),
    "a woman in office": ('District Woman Leader Bako Lund came. Lund said no.\n"It ends," she said.', "Bako Lund"),
    "a congresswoman": ('Congresswoman Bako Lund said no.\n"It ends," she said.', "Bako Lund"),
    "party and state": (
        'In May, Rep. Bo Lund, R-W.Va., went to the port and argued that it was late.\n"It ends," he said.',
        "Bo Lund",
    ),
    "a line in capitals is nobody": ('Bo Lund said no.\nUNUSUAL ENVELOPE\nHe said it came late: "It ends."', "Bo Lund"),
    "a repeated headline in capitals": (
        'Ada Berg Calls Bo Lund’s Album Her Best\nAda Berg was at the show. Berg said: "It ends here."',
        "Ada Berg",
    ),
    "singer and guitarist": ('Bo Lund was in town.\nThe singer and guitarist told them, "It ends here."', "Bo Lund"),
    "a reporter who asks": (
        'Bo Lund is blunt. "It ends," says Lund.\nBut you have just written of it, I say.\n"No, I did not write that."',
        "Bo Lund",
    ),
    "the government spokesman is the minister": (
        'Communications Minister Bo Lund said no.\n"The cost is ours," the government spokesman said.',
        "Bo Lund",
    ),
    "of two of one name, who speaks": (
        '"It ends," said deputy chief Kim Dae-ho.\nHe was asked of former chief Kim Sang-min.\nKim said it was "late."',
        "Kim Dae-ho",
    ),
    "minister in a ministry": (
        'Tourism Minister Ada Berg left. Before the vote, Minister in the Ministry of Finance Bo Lund said, "It ends."',
        "Bo Lund",
    ),
    "president of a firm": (
        'Bo Lund, President Norvik North America, says: "It ends here."',
        "Bo Lund",
    ),
    "minister of mines and energy": (
        '"It ends here," minister of mines and energy Bo Lund told the Courier.',
        "Bo Lund",
    ),
    "ambassador to": ('Norland’s ambassador to Finland Bo Lund has said that it "ends here for all of us."', "Bo Lund"),
    "of a body that owns another": (
        '"It ends here," said geologist Ada Lopes of NORA\'s Ice Propulsion Laboratory in Harrow.',
        "Ada Lopes",
    ),
    "lawmakers, with their chairman": (
        'After it, lawmakers on the Ports Panel, led by chairman Carl Berg, R-Wis., requested "all papers on it."',
        "lawmakers",
    ),
    "a letter about others": (
        'The Ports Committee sent a letter demanding it.\nIt told how members wrote.\n"It ends," the letter said.',
        "Ports Committee",
    ),
    "a family name that an agency bears": (
        'Michael R. Bloomberg came. "It ends here for us," Bloomberg said.',
        "Michael R. Bloomberg",
    ),
    "heard saying": ('"It ends here," the man could be heard saying.', "man"),
    "the coast guard is no captain": (
        'Coast guard Capt. Bo Lund came.\nThe coast guard said it was "late for all."',
        "coast guard",
    ),
    "a prince": (
        'Ada Berg asked Prince Andrew of Jeffrey Lund.\nAndrew recalls it.\n"It ends here," he said.',
        "Andrew",
    ),
    "named in the clause before": (
        'Ada Lund said no.\nWhile it did not appeal to Mary Berg, the port\'s officer, she called it "late for all."',
        "Mary Berg",
    ),
    "Abu before a given name": ('Abu Hassan Amer came. "It ends here," he said.', "Abu Hassan Amer"),
    "quoted by the prosecutor": (
        'Bo Lund was charged. During the call he said, "It ends here," the prosecutor’s office said.',
        "Bo Lund",
    ),
    "discussed": ('Aide Bo Lund said Mr Berg discussed "all there is."', "Bo Lund"),
    "bodies between an office and its holder": (
        'According to the Head of Media, Federal Roads Commission, FRC, Mr Bo Lund, nobody died. "It ends," he said.',
        "Bo Lund",
    ),
    "a participle before a name": ('Hosting Lundby in May was hard. "It ends here," Lundby said.', "Lundby"),
    "posted": ('"It ends," the Harbor Party posted on X.', "Harbor Party"),
}  # fmt: skip


@pytest.mark.parametrize("name", LAST_SPEAKER)
def test_who_speaks(name: str) -> None:
    """Roles, pronouns and statements lead to whoever the text has named."""
    text, expected = LAST_SPEAKER[name]
    assert [speaker for speaker, kind, _ in said(text) if kind == "d"][-1:] == [expected]


NAMES = {
    "apostrophe inside": ("Governor Paul Mwang’ombe came. Mwang’ombe said it works.", "Paul Mwang’ombe"),
    "no possessive": ("Governor Bo Lund’s wife came. Lund said it works.", "Bo Lund"),
    "longer first": ("Hon. Tunde Bako Oyelo came. Hon. Bako Oyelo said it works.", "Tunde Bako Oyelo"),
    "shorter first": ("Bako Oyelo came. Tunde Bako Oyelo said it works.", "Tunde Bako Oyelo"),
    "nickname": ("Walter “Lamp” Ambrose came. Ambrose said it works.", "Walter Ambrose"),
    "capital particle": ("Pim de Groot came. De Groot said it works.", "Pim de Groot"),
    "honours behind": ("Judge Hugo Berg KC said it works.", "Hugo Berg"),
    "job before": ("Publicist Orla Fenn said it works.", "Orla Fenn"),
    "father of two": ("Father-of-two Marek Lund said it works.", "Marek Lund"),
    "short titles": ("Det Insp Fergus Lyall said it works.", "Fergus Lyall"),
    "member of a house": ("House of Deputies member Ada Berg said it works.", "Ada Berg"),
    "union in short": ("Union of Rural Teachers (URT) secretary Bo Lund said it works.", "Bo Lund"),
    "general of police": ("Inspector General of Police Bo Lund said it works.", "Bo Lund"),
    "trade before": ("Winemaker Angus Petrie said it works.", "Angus Petrie"),
    "article within": ("Energy Minister Khalid al-Rumaithi said it works.", "Khalid al-Rumaithi"),
    "short title with a dot": ("The clerk, Barr. Ifeoma Nwosu, said it works.", "Ifeoma Nwosu"),
    "kind of firm": ("Developer Castle Homes said it works.", "Castle Homes"),
    "family name a body's word": ("Foreign Minister Park Dan came. Park said it works.", "Park Dan"),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    """The name is whole and nothing but the name, and there is one speaker."""
    text, expected = NAMES[name]
    assert list(who(text)) == [expected]


TITLES = {
    # text: name, title, affiliation
    "half in capitals": (
        "Health ministry spokesman Bo Lund said it works.", "Bo Lund", "spokesman", "Health ministry",
    ),
    "by its ending": (
        "Ada Berg, an entomologist at Harrow College, said it works.", "Ada Berg", "entomologist", "Harrow College",
    ),
    "boss": ("Harrow United boss Bo Lund said it works.", "Bo Lund", "boss", "Harrow United"),
    "place before an office": ("Kalenga Governor Ada Berg said it works.", "Ada Berg", "Governor", "Kalenga"),
    "firm before an office": ("Daesan Chem CEO Bo Lund said it works.", "Bo Lund", "CEO", "Daesan Chem"),
    "two fields of one minister": (
        "Culture and Heritage Minister Ada Berg said it works.", "Ada Berg", "Culture and Heritage Minister", None,
    ),
    "of a school, behind a comma": (
        "Head teacher Ada Berg, of Moss Lane Primary School, said it works.",
        "Ada Berg", "Head teacher", "Moss Lane Primary School",
    ),
    "no address": ("Resident Ada Berg, of Mill Lane, said it works.", "Ada Berg", "Resident", None),
    "from a university": (
        "Ada Berg, from Larkfield University, said it works.", "Ada Berg", None, "Larkfield University",
    ),
    "who studies at": (
        "Ada Berg, who studies kelp at the Fjord Institute, said it works.", "Ada Berg", None, "Fjord Institute",
    ),
    "who was": (
        "Ada Berg, who was the senior officer in the case, said it works.",
        "Ada Berg", "senior officer in the case", None,
    ),
    "a party's": ("Labour’s Ada Berg said it works.", "Ada Berg", None, "Labour"),
    "office before a comma": (
        "The Chairman of the Drivers’ Association, Alhaji Bo Lund, said it works.",
        "Bo Lund", "Chairman", "Drivers’ Association",
    ),
    "the firm before": (
        "Norvik Steel cut its forecast.\nChief Executive Bo Lund said it works.",
        "Bo Lund", "Chief Executive", "Norvik Steel",
    ),
    "appointed": (
        "The club announced the appointment of Dr. Ada Berg as chief medical officer. Berg said it works.",
        "Ada Berg", "chief medical officer", None,
    ),
    "apposition over Dr": (
        "Dr Ada Berg, a heart surgeon at Upton Hospital, said it works.", "Ada Berg", "heart surgeon", "Upton Hospital",
    ),
    "an office that an office ends with": (
        "It was told to the National Chairman of the All Rivers Congress, Prof. Bo Lund. Lund said it works.",
        "Bo Lund", "National Chairman", "All Rivers Congress",
    ),
    "two offices": (
        "TD Norvik director and senior economist Bo Lund said it works.",
        "Bo Lund", "director and senior economist", "TD Norvik",
    ),
    "minister of mines and energy": (
        "It ends here for all of us, minister of mines and energy Bo Lund said.",
        "Bo Lund", "minister of mines and energy", None,
    ),
    "ambassador to": (
        "Norland’s ambassador to Finland Bo Lund said it works.", "Bo Lund", "ambassador to Finland", "Norland",
    ),
    "in a place": (
        "Bo Lund, a China scholar with the Harrow Policy Institute in Washington, said it works.",
        "Bo Lund", "scholar", "Harrow Policy Institute",
    ),
    "attorney for a district": (
        "Bo Lund, the U.S. attorney for the Southern District of New York, said it works.",
        "Bo Lund", "attorney", "Southern District of New York",
    ),
    "deputy director of": (
        "Deputy Director of Public Prosecution Mary Lund said it works.",
        "Mary Lund", "Deputy Director", "Public Prosecution",
    ),
    "for, in a body's": (
        "Bo Lund, deputy administrator for science in NORA’s mission directorate, said it works.",
        "Bo Lund", "deputy administrator for science", "NORA’s mission directorate",
    ),
    "no school's": ("High school math teacher Bo Lund said it works.", "Bo Lund", "math teacher", "High school"),
    "kin of somebody": ("Berg’s sister, Ada Lund, said it works.", "Ada Lund", "sister", None),
    "what a sentence says of its subject": (
        "Ada Berg said it works.\nBerg is the CEO of Norvik, a ferry firm.", "Ada Berg", "CEO", "Norvik",
    ),
    "a firm behind a comma": (
        "It works and will do, said Bo Lund, Director, Norvik Securities.", "Bo Lund", "Director", "Norvik Securities",
    ),
    "with a firm": ('"It works and will do so," said Bo Lund with ESOT in a note.', "Bo Lund", None, "ESOT"),
    "chairman and CEO": (
        "Harbor chairman, CEO and president Bo Lund said it works.", "Bo Lund", "CEO and president", None,
    ),
    "minister in a ministry": (
        "Minister in the Ministry of Finance Bo Lund said it works.", "Bo Lund", "Minister", "Ministry of Finance",
    ),
    "president of a firm": (
        "Bo Lund, President Norvik North America, said it works.", "Bo Lund", "President", "Norvik North America",
    ),
    "a firm of a kind": (
        "Bo Lund, chief executive of the Harrow-based fact-checking website Full Truth, said it works.",
        "Bo Lund", "chief executive", "Full Truth",
    ),
    "of a country": ("US Secretary of State Bo Lund said it works.", "Bo Lund", "Secretary of State", "US"),
    "rank": ("Port head Major-Gen Bo Lund said it works.", "Bo Lund", "head Major-Gen", "Port"),
    "of a department": (
        "Bo Lund, Senior Vice President of Sales for Norvik, said it works.",
        "Bo Lund", "Senior Vice President of Sales", "Norvik",
    ),
    "on the ice": ("Harrow defenseman Bo Lund said it works.", "Bo Lund", "defenseman", "Harrow"),
    "from a verb": (
        "The court found former Supreme Court judge Bo Lund not guilty. Lund said it works.",
        "Bo Lund", "former judge", "Supreme Court",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TITLES)
def test_titles_and_affiliations(name: str) -> None:
    """Title and affiliation in the text's own words."""
    text, speaker, title, affiliation = TITLES[name]
    found = who(text)[speaker]
    assert (found.title, found.affiliation) == (title, affiliation)


NO_SPEECH = {
    "rating": 'Ada Berg, an analyst who rates the shares "neutral," said it works.',
    "motto": 'The party, whose motto is "Bread for every table in the land," said it works.',
    "sung": 'The choir sang the opening lines, "Carry me over the river, carry me home," as they left.',
    "list of works": 'She had hits including "I Never Knew a Man (The Way I Knew You)," and said it works.',
    "a stance": 'That keeps his "tough on Norland" stance, which has appeal to voters, Bo Lund said.',
    "a moment": 'Ada Berg told us, as others had in May, that it was late, but when does that "aha" moment come?',
    "what the sentence is about": '"Ferry. We are on it" is running on television, Bo Lund said.',
    "scare quotes again": 'The "interim" council met. Ada Berg called on the "interim" council to leave.',
    "a duty": 'Members have to declare "any interest which may influence what they say as members".',
    "words removed": 'Her draft removed the words "full" and "future risks." Berg said it was late.',
    "sign": 'A sign on the gate reads "Beware of the bull."',
}


@pytest.mark.parametrize("name", NO_SPEECH)
def test_no_speech(name: str) -> None:
    """Ratings, mottos, songs and signs are nobody's words."""
    assert [row for row in said(NO_SPEECH[name]) if row[1] == "d"] == []


INDIRECT = {
    "adjective": ("Ada Berg said that Lund should explain his reported words.", 1),
    "whatever": ("Whatever Ada Berg says is old.", 0),
    "rules observed": ("Ada Berg said that before they left, they observed the rules.", 1),
    "a scene": ("Police responded to the scene. Firefighters responded to a large blaze and to reports of shots.", 0),
    "a call": ("Police said deputies responded about noon to a shooting that hurt a man.", 1),
    "forecast to": ("Analysts at Corran Bank cut their year-end forecast to $78.", 0),
    "pleaded": ("Marcus Teel, who pleaded guilty in May, left.", 0),
    "in sport": ("The Reds had defended stoutly for an hour.", 0),
    "a goal": ("Harrow conceded a late goal.", 0),
    "an emergency": ("Governor Ada Berg declared a state of emergency.", 0),
    "the budget claims": ("The leader alleged that the Budget claims to follow old rules.", 1),
    "would deny": ("Ada Berg stated that the Harbor Party would even deny people water.", 1),
    "called by its name": ("A labrador called Biscuit saved a family of four.", 0),
    "that, with a comma": ("Ada Berg went on to state that, members have the right to meet.", 1),
    "one word": ("Ada Berg denied responsibility.", 1),
    "since": ("Norvik has since clarified that the drink does not help.", 1),
    "in a statement": ("Spokesman Bo Lund, in a statement, said the pledge was made.", 1),
    "a firm with of": ("The recession is over, said Chartered Surveyors of Norland’s chief economist, Ada Berg.", 1),
    "two roles of one": ("Ada Berg died in May, her assistant and friend Bo Lund said.", 1),
    "beside a word that is none": ('Ada Berg said she never used the word "late" to him in May.', 1),
    "a debate": ("As she concluded the debate, Ada Berg sat down.", 0),
    "said this": ("Bo Lund said this at a meeting of the union in May.", 0),
    "letters": ("Bo Lund rose, and read 16 letters that the house had got.", 0),
    "what somebody else would do": (
        "Bo Lund said that after legal advice Norland had found it lawful, adding he trusted the courts.",
        2,
    ),
    "called the police": ("Ada Berg called the police on her way home in May.", 0),
    "knocked": ("Ada Berg knocked to the ground what stood there.", 0),
    "dubbed by others": ("Ada Berg visited the prison, dubbed the Harrow Hilton by its inmates.", 0),
    "an ampersand": ("A dry fall has left the brush dry, and winds might throw sparks, PG&E officials said.", 1),
    "explaining": ("No. Explaining why colleagues left was hard.", 0),
    "a number at the head": ("At least nine people died when shells hit the town, Ada Berg said.", 1),
}


@pytest.mark.parametrize("name", INDIRECT)
def test_indirect(name: str) -> None:
    """What is done is not said, and one thing said is one statement."""
    text, count = INDIRECT[name]
    assert len([row for row in said(text) if row[1] == "i"]) == count


def test_many_kinds_of_copy() -> None:
    """The labelled texts of twenty kinds: no figure below what has been reached (`python -m tests.enrich.kinds`)."""
    told = totals()
    assert len(list(cases())) >= 49
    assert told["D right"] >= 0.9 * told["D"]
    assert told["D false"] <= 2
    assert told["I right"] >= 0.9 * told["I"]
    assert told["title right"] >= 0.9 * told["title"]
    assert told["affiliation right"] >= 0.85 * told["affiliation"]


TRANSCRIPT = """The following is a transcript of an interview with Sen. Ada Berg.
BO LUND: Senator Berg, welcome.
SEN. ADA BERG: Thank you.
LUND: The president said the bill was dead. Is it?
(LAUGHTER)
BERG: No. It is sleeping.
It will wake in May.
LUND: Thank you."""


def test_transcript() -> None:
    """Labels before colons say who speaks; what follows is said, and the next paragraph too, but no stage direction."""
    assert [row[0] for row in said(TRANSCRIPT)] == [
        "Bo Lund", "Ada Berg", "Bo Lund", "Ada Berg", "Ada Berg", "Bo Lund",
    ]  # fmt: skip
    assert [row[2] for row in said(TRANSCRIPT)][-3:-1] == ["No. It is sleeping.", "It will wake in May."]
    assert who(TRANSCRIPT)["Ada Berg"].title == "Sen."


def test_questions_and_answers() -> None:
    """The answers are by whom the lines above are about; nobody is named who asks."""
    text = "Bram Eide kept the light for 40 years.\nQ: What now?\nA: The quiet.\nQ: And then?\nA: The stairs."
    assert said(text) == [("Bram Eide", "d", "The quiet."), ("Bram Eide", "d", "The stairs.")]


def test_the_guest_of_the_headline_answers() -> None:
    """A press conference: who answers is whom the headline names, and an agency that asks is a body."""
    text = "Premier Bo Lund will come in May.\nQ: What now?\nA: The quiet.\nQ: And then?\nA: The stairs."
    found = speakers("Spokesperson Ada Berg's regular press conference", text.split("\n"))
    assert [(s.name, len(s.quotes)) for s in found] == [("Ada Berg", 2)]
    labelled = text.replace("Q:", "Sea News Agency:").replace("A:", "Ada Berg:")
    assert {s.name: s.kind for s in speakers(None, labelled.split("\n"))} == {
        "Sea News Agency": "body",
        "Ada Berg": "person",
    }


NO_TURNS = {
    "a list of results": "Men: Lund beat Berg.\nWomen: Holm beat Dahl.\nBoys: Vik beat Ness.\nGirls: Moen beat Lie.",
    "two labels": "Note: It rained.\nPrice: Ten crowns.\nThe mill was sold.\nNobody came.",
    "facts": "Name: Ada Berg.\nAge: 40.\nTown: Norhaven.\nTrade: Smith.\nName of firm: Berg and Lund.",
}


@pytest.mark.parametrize("name", NO_TURNS)
def test_no_turns(name: str) -> None:
    """Labels that are not used again are no speakers."""
    assert said(NO_TURNS[name]) == []


def test_joint_speakers() -> None:
    """What two or three say together each of them says; who only stands before "and" does not."""
    text = 'Ada Berg and Bo Lund said in a joint statement: "It ends here."'
    assert sorted(row[0] for row in said(text)) == ["Ada Berg", "Bo Lund"]
    assert sorted(row[0] for row in said(f'"It ends here," said {text[:20]}.')) == ["Ada Berg", "Bo Lund"]
    assert [row[0] for row in said('Carl Dahl met Ada Berg and Bo Lund said: "It ends here."')] == ["Bo Lund"]


def test_a_quote_printed_again_counts_once() -> None:
    """A pull quote, and thirty prints of one quote, are one quote; short words said twice are two."""
    quote = '"It ends here and now for all of us," Ada Berg said.'
    assert len(said("\n".join([quote, '"It ends here and now for all of us"', *[quote] * 30]))) == 1
    assert len(said('"No," Ada Berg said. "No," Ada Berg said again.')) == 2


def test_words_of_a_post_are_put_into_a_mouth() -> None:
    """What a post claims that somebody said is not said."""
    text = 'A post shared 900 times claims that Mayor Ada Berg said "nurses are lazy and overpaid."'
    assert [row for row in said(text) if row[1] == "d"] == []


def test_a_pull_quote_is_by_whom_the_sentence_names() -> None:
    """Words printed above the sentence that tells who says them count once, and there."""
    words = "We have such a long way to go to the sea"
    text = f'Ada Berg was let go.\n"{words}."\nBo Lund works at the port. "{words}," Lund said.'
    assert [row[0] for row in said(text) if row[1] == "d"] == ["Bo Lund"]
