"""Reporting words: which words say that somebody speaks, and what follows them.

Where the rows come from: the verbs of saying of English reference grammars (Quirk et al., "factual verbs of public
type"; Levin's classes 37.1-37.12 "verbs of communication" and 33 "judgement"), and the habits of agency copy ("told
reporters", "was quoted as saying", "put it"). No row was taken from a list of counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from worker.enrich.speakers.tables import words

Takes = Literal["clause", "that", "quote", "object", "weak", "source"]
"""What a cue governs. `clause`: a quote or a reported clause ("said the deal was off"). `that`: a quote, or a clause
with its conjunction ("replied that ..."). `quote`: a quote alone ("shouted"). `object`: somebody or something spoken
of ("praised the deal"), which is itself what was said. `weak`: a quote in the same clause; the word alone reports
nothing ("wants", "shows"). `source`: the speaker follows ("according to ...")."""

Form = Literal["base", "third", "past", "ing", "part"]

# -- verbs: one lemma a line where its forms are irregular, else lemmas by class; forms follow from the spelling
_IRREGULAR: dict[str, str] = {
    # lemma: third person, past, present participle, past participle
    "say": "says said saying said",
    "tell": "tells told telling told",
    "write": "writes wrote writing written",
    "read": "reads read reading read",
    "speak": "speaks spoke speaking spoken",
    "think": "thinks thought thinking thought",
    "feel": "feels felt feeling felt",
    "hear": "hears heard hearing heard",
    "know": "knows knew knowing known",
    "hold": "holds held holding held",
    "find": "finds found finding found",
    "show": "shows showed showing shown",
    "see": "sees saw seeing seen",
    "begin": "begins began beginning begun",
    "quip": "quips quipped quipping quipped",
    "admit": "admits admitted admitting admitted",
    "submit": "submits submitted submitting submitted",
    "rebut": "rebuts rebutted rebutting rebutted",
    "retort": "retorts retorted retorting retorted",
    "swear": "swears swore swearing sworn",
    "foresee": "foresees foresaw foreseeing foreseen",
    "forbid": "forbids forbade forbidding forbidden",
    "sing": "sings sang singing sung",
    "brag": "brags bragged bragging bragged",
    "pan": "pans panned panning panned",
    "rap": "raps rapped rapping rapped",
    "slam": "slams slammed slamming slammed",
    "rip": "rips ripped ripping ripped",
    "blog": "blogs blogged blogging blogged",
    "dub": "dubs dubbed dubbing dubbed",
    "signal": "signals signaled signaling signaled",
    "label": "labels labeled labeling labeled",
    "plan": "plans planned planning planned",
    "refer": "refers referred referring referred",
    "concur": "concurs concurred concurring concurred",
    "tout": "touts touted touting touted",
    "tweet": "tweets tweeted tweeting tweeted",
    "sum": "sums summed summing summed",
}

_BY_CLASS: dict[Takes, str] = {
    # say-type: reports words or a clause (Quirk 16.31; Levin 37.7)
    "clause": """say tell write add note argue explain claim report announce declare insist suggest acknowledge
        admit warn assert stress emphasize emphasise contend allege reveal disclose confirm conclude recall
        reiterate repeat predict pledge promise vow swear boast brag concede caution complain lament affirm estimate
        forecast opine speculate advise urge ask wonder propose recommend request demand instruct remind assure
        inform notify clarify deny confess profess attest proclaim plead beg implore theorize posit stipulate
        hypothesize foresee echo convey relay point_out make_clear make_it_clear spell_out chime_in put_it threaten
        guarantee counter retort retaliate gloat hear""",
    # the clause needs its conjunction, a bare noun after them is no speech
    "that": """agree disagree state maintain testify reason comment reply respond answer rebut charge imply hint
        intimate signal indicate underscore underline highlight inquire object protest volunteer certify marvel
        grumble gripe joke fire_back shoot_back hit_back snap_back sum_up worry_aloud wonder_aloud text email tweet
        retweet blog fret vouch elaborate read order rule decree submit aver
        reckon appeal remark direct accept observe""",
    # manners of speaking (Levin 37.3): they carry quotes
    "quote": """begin start continue quip exclaim shout yell scream cry whisper mutter murmur chant bark
        snap snarl scoff sneer rant deadpan fume enthuse crow gush thunder muse interject blurt stammer holler sing
        cheer boo go_on caption post dare""",
    # judgement and naming: the object is what was said of (Levin 33, 29.1-29.2, 37.6, 37.9)
    "object": """call describe label dub brand term praise criticize criticise denounce condemn blast slam hail
        laud applaud commend decry deplore deride mock ridicule lambaste castigate chastise chide scold rebuke
        berate assail bash rip knock pan rap blame accuse fault thank congratulate welcome dismiss reject rebuff
        refute dispute question defend tout extol cite mention discuss outline characterize characterise portray
        depict liken quote invoke reference denigrate disparage belittle taunt insult apologize renounce disavow
        repudiate decline refuse express voice reaffirm downplay bemoan call_for call_on call_out talk_about talk_of
        speak_of speak_about refer_to point_to allude_to complain_of complain_about warn_of warn_against boast_of
        boast_about joke_about apologize_for inquire_about ask_about ask_for rail_against advocate_for lobby_for
        plead_for tell_of scorn trumpet excoriate pillory vilify comment_on respond_to hint_at insist_on detail
        brush_off play_down rule_out lay_out appeal_for hit_out_at decry deplore""",
    # words of mind and show: they carry a quote that stands in the same clause, and report nothing alone
    "weak": """think believe feel want hope know consider refer view see find show determine wish fear regard""",
}

_PHRASE_HEADS = {
    "go": "goes went going gone",
    "put": "puts put putting put",
    "make": "makes made making made",
    "lay": "lays laid laying laid",
    "shoot": "shoots shot shooting shot",
    "hit": "hits hit hitting hit",
    "tell": "tells told telling told",
    "speak": "speaks spoke speaking spoken",
}

# forms that are nouns, adjectives or other verbs as often as cues: they need a subject right before them
AMBIGUOUS = words(
    """appeal appeals begin begins begun beginning start starts started starting address addresses air airs answer
    answers attack
    attacks back backing backs bark bash bashes blame blames blast blasts boos brand brands brief cable cables
    call calls challenge challenges charge charged charges charging cheer cheers claim claims comment comments
    concerned contain continue continues counter counters cry demand demands detail details determined direct directs
    doubt
    doubts dubbed echo email emails estimate estimates fault faults favor favored favors fear fears find finding
    finds forecast forecasts found fret held highlight highlights hint hold holding holds hope hopes include
    includes including joke knock knocks knowing known label labels left marvel marvels mean meaning means mock
    name named names naming note notes object objects offer offered offers opening order ordered ordering orders
    pan pans pitch pitches plan planned planning plans pledge plug plugs point post posted posting posts praise
    promise promises proposes protest protests publish put puts queries question questions quip quote quotes
    radio radios rap raps read reads reason reasons refer reference references remark remarks report reports
    request requests respect rip rips rule ruled rules ruling scream seeing seen sees shout show showing shown
    shows sign signal signed signing signs sing sings snap state states support target targets term terms text
    texts title titled titles tweet tweets view views voice voices vow warn warrants wish wishes worried worries
    worry yell"""
)

SOURCE_PHRASES = (
    "according to",
    "in the words of",
    "in the opinion of",
    "in the view of",
    "per a statement from",
)


@dataclass(frozen=True, slots=True)
class Cue:
    """One form of one reporting word. `lemma` as in the table; `form` tells which slot it fills; `finite` is one whose
    subject stands before it; `maybe_noun` has to be looked at where it stands (`is_noun`); `evidence` is how a trace
    begins that names it."""

    words: str
    lemma: str
    form: Form
    takes: Takes
    ambiguous: bool
    finite: bool
    maybe_noun: bool
    evidence: str


def _regular(lemma: str) -> list[tuple[str, Form]]:
    if lemma.endswith("e"):
        stem_past, stem_ing = lemma + "d", lemma[:-1] + "ing"
    elif lemma.endswith("y") and lemma[-2] not in "aeiou":
        stem_past, stem_ing = lemma[:-1] + "ied", lemma + "ing"
    else:
        stem_past, stem_ing = lemma + "ed", lemma + "ing"
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        third = lemma[:-1] + "ies"
    elif lemma.endswith(("s", "sh", "ch", "x", "o")):
        third = lemma + "es"
    else:
        third = lemma + "s"
    return [(lemma, "base"), (third, "third"), (stem_past, "past"), (stem_ing, "ing")]


def _forms(lemma: str) -> list[tuple[str, Form]]:
    head, _, rest = lemma.partition("_")
    irregular = _IRREGULAR.get(head) or _PHRASE_HEADS.get(head)
    if irregular:
        third, past, ing, *part = irregular.split()
        forms: list[tuple[str, Form]] = [(third, "third"), (past, "past"), (ing, "ing")]
        if head != past:
            forms.append((head, "base"))
        if part and part[0] != past:
            forms.append((part[0], "part"))
    else:
        forms = _regular(head)
    if rest:
        tail = " " + rest.replace("_", " ")
        forms = [(form + tail, slot) for form, slot in forms]
    return forms


@cache
def table() -> dict[str, Cue]:
    """Every form of every cue, lower case, to its row. A lemma in two classes keeps the first."""
    rows: dict[str, Cue] = {}
    for takes, lemmas in _BY_CLASS.items():
        for lemma in lemmas.split():
            for printed, form in _forms(lemma):
                if printed not in rows:
                    rows[printed] = _cue(printed, lemma.replace("_", " "), form, takes)
    for phrase in SOURCE_PHRASES:
        rows[phrase] = _cue(phrase, phrase, "base", "source")
    return rows


def _cue(printed: str, lemma: str, form: Form, takes: Takes) -> Cue:
    ambiguous = takes != "source" and printed in AMBIGUOUS
    finite = takes != "source" and form in ("past", "part", "third")
    noun = ambiguous or form in ("base", "third")
    return Cue(printed, lemma, form, takes, ambiguous, finite, noun, f"cue {printed!r}, ")


_CAPITALISED: tuple[Form, ...] = ("ing", "past", "third")


@cache
def _automaton() -> tuple[BytesAhoCorasick, list[Cue]]:
    patterns: list[str] = []
    cues: list[Cue] = []
    for printed, cue in table().items():
        patterns.append(" " + printed)
        cues.append(cue)
        if (cue.form in _CAPITALISED and not (cue.ambiguous and cue.form == "third")) or cue.takes == "source":
            patterns.append(" " + printed[0].upper() + printed[1:])
            cues.append(cue)
    leftmost = MatchKind.LeftmostLongest
    automaton = BytesAhoCorasick([pattern.encode() for pattern in patterns], leftmost)
    return automaton, cues


@dataclass(slots=True)
class Hit:
    """A cue where it stands."""

    start: int
    end: int
    cue: Cue


_BREAKS = "\n—–“("
"""A word may begin after one of these as after a space."""


def find(masked: str) -> list[Hit]:
    """Every whole-word cue outside quotation marks, in order."""
    automaton, cues = _automaton()
    flat = f" {masked} "
    for character in _BREAKS:
        flat = flat.replace(character, " ")
    hits = []
    ascii_only = flat.encode("ascii", "replace")  # a byte for each character, so that offsets stay the same
    for number, start, behind in automaton.find_matches_as_indexes(ascii_only):
        after = flat[behind]
        if after == " " or not (after.isalnum() or (after in "-'’" and flat[behind + 1].isalpha())):
            hits.append(Hit(start, behind - 1, cues[number]))
    return hits


_NO_VERB_AFTER = words(
    """a about against an any as at between by first for from her his in its many more my new no of on other our over
    public recent several some such that the their these this those with your"""
)


_NEAR = 24
_CONTRACTING = words("he she it who that what there")


def is_owned(masked: str, hit: Hit) -> bool:
    """Is a hit what belongs to somebody ("Kim's repeated attacks")? "He's said" is none."""
    word = masked[: hit.start - len("'s ")].rpartition(" ")[2].rpartition("\n")[2].lower()
    return word not in _CONTRACTING


def is_noun(masked: str, hit: Hit) -> bool:
    """Is a hit that may be a noun one? An ambiguous form after a determiner, a possessive or a preposition is no verb
    ("his remarks")."""
    at = hit.start
    before = masked[at - _NEAR if at > _NEAR else 0 : at].rsplit(None, 1)
    word = before[-1].lower() if before else ""
    if not hit.cue.ambiguous:
        return word.endswith(("'s", "’s")) and word[:-2] not in _CONTRACTING
    return word in _NO_VERB_AFTER or word.endswith(("'s", "’s", "s'", "s’"))
