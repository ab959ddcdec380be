"""Little words of English: what a noun phrase begins with, ends at, and is walked over. Closed classes, complete
enough for news copy (Quirk et al., chapters 3 to 9)."""

from __future__ import annotations

from functools import cache

from worker.enrich.speakers.cues import table
from worker.enrich.speakers.tables import words

PRONOUNS = words("he she they it i we you who")
SUBJECT_PRONOUNS = words("he she they we")

AUXILIARIES = words(
    """has have had is are was were be been being am will would shall should can could may might must do does did not
    never n't didn't doesn't don't hasn't haven't hadn't isn't aren't wasn't weren't won't wouldn't can't
    couldn't cannot shouldn't mightn't 'd 've 's 'll didn’t doesn’t don’t hasn’t haven’t hadn’t isn’t aren’t wasn’t
    weren’t won’t wouldn’t can’t couldn’t shouldn’t mightn’t"""
)
BE = words("is are was were be been being get gets got isn't aren't wasn't weren't")

ADVERBS = words(
    """also then later earlier once again still now often always sometimes ever even just only further too therefore
    thus soon already twice first instead himself herself themselves itself rather perhaps both each together
    simply long aloud ahead back duly though yet"""
)
"""Walked over between subject and verb, besides all that end in -ly."""

IN_LY = words("family ally bully assembly rally reply fly july italy anomaly monopoly supply butterfly imply apply")
"""What ends in -ly and is no adverb."""

TIME = words(
    """monday tuesday wednesday thursday friday saturday sunday today yesterday tonight tomorrow week month year
    morning afternoon evening night weekend ago day days weeks months years january february march april june
    july august september october november december jan. feb. aug. sept. oct. nov. dec."""
)
TIME_LEADS = words("last this on in late early earlier next that one two three four five six several few")

EDGES = words(
    """that but as while when because if although though where whereas since until unless whether so or nor than after
    before which whose whom what how why once like then meanwhile later however and even
    whatever whoever whichever wherever whenever"""
)
"""A clause begins after one of these."""

PREPOSITIONS = words(
    """of to with by from in for against on at about between among over under into through during without within like
    near behind beyond toward towards across around upon amid regarding concerning per via including than as
    after before since despite along alongside outside inside off unlike following until"""
)

DETERMINERS = words(
    """the a an his her its their our my your this that these those one another some many several most few two three
    four five other both no each every all more dozens hundreds"""
)

ARTICLES = words("the a an his her its their our my your this that every no")

PLURAL_DETERMINERS = words("many several some most few two three four five both these those all other")

PLURALS = words("they we i you police people percent third half quarter majority women men children five four six ten")

NO_SUBJECT = words(
    """and but then or to that which by while after before not for without from in of with about on at having"""
)
"""Right before a cue these mean that its subject stands elsewhere."""

QUIET = frozenset(["however", "too", "meanwhile", "though", "for example", "in turn", "for his part", "for her part"])
"""What may stand between commas between subject and verb."""

ALONE = words("another one others many some most several few both all two")
"""Pronouns and quantifiers that are a source by themselves."""

BEFORE_PARTICIPLE = words("while after before by in and or without when then upon on but since for despite only as")
"""An -ing form shares the subject of its sentence after one of these, or a comma."""

SPEECH_NOUNS = words(
    """statement letter email e-mail memo report tweet message note post speech op-ed release text ad video column
    announcement thread"""
)
"""Whoever sends one "saying ..." says it."""

BEFORE_INFINITIVE = words(
    """on continued continues began begun begins went goes used seemed appeared sought took takes hastened quick moved
    wanted want wants tried tries like failed declined refused able rushed proceeded careful due paused stopped
    rose"""
)
"""Their "to ..." is done, not only meant ("went on to say")."""

STOPS = PREPOSITIONS | EDGES | AUXILIARIES | words("who whom to told said says because")
"""No noun phrase goes on over these."""

PLAIN_VERBS = words(
    """met won lost made took got gave beat ran came went left joined led sent saw heard knew became began kept held
    brought bought sold paid put let set hit cut play see make take get give help found named"""
)
"""Common verbs that are no cues, past forms and a few bare ones: a title before a name does not go on over them."""

CLOSERS = frozenset([",", ".", ";", ":", ")", "?", "!", ""])


@cache
def verbs() -> frozenset[str]:
    """Finite forms that are verbs beyond doubt: a noun phrase read leftwards ends there."""
    return frozenset(
        words
        for words, cue in table().items()
        if cue.form in ("past", "third")
        and not cue.ambiguous
        and " " not in words
        and cue.takes != "source"
        and cue.lemma not in ("hear", "accept", "direct")
    )


@cache
def marks() -> dict[str, str]:
    """What a word means to a noun phrase that is read leftwards: where its clause begins ("edge"), a verb, "and"."""
    found = dict.fromkeys(verbs(), "verb")
    found.update(dict.fromkeys(AUXILIARIES, "auxiliary"))
    found.update(dict.fromkeys(TIME, "time"))
    found.update(dict.fromkeys(EDGES | PRONOUNS, "edge"))
    found.update({"and": "and", "who": "who"})
    return found
