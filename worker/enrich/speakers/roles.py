"""Roles: who bears which. "The manager" is the man whom the text calls "boss"."""

from __future__ import annotations

import re

from worker.enrich.speakers import titles, word_lists
from worker.enrich.speakers.names import Entity
from worker.enrich.speakers.page import Page
from worker.enrich.speakers.tables import words

_SAME = {
    "envoy": ("representative", "envoy", "negotiator", "ambassador", "point man"),
    "president": ("president",),
    "senator": ("senator", "sen."),
    "governor": ("governor", "gov."),
    "congressman": ("congressman", "rep.", "representative"),
    "congresswoman": ("congresswoman", "rep.", "representative"),
    "general": ("general", "gen."),
    "professor": ("professor", "prof"),
    "scholar": ("scholar", "professor", "prof", "lecturer", "researcher", "academic", "historian", "fellow", "expert"),
    "academic": ("academic", "professor", "prof", "lecturer", "researcher", "fellow"),
    "researcher": ("researcher", "scientist", "professor", "prof", "lecturer"),
    "expert": ("expert", "analyst", "professor", "researcher", "lecturer", "fellow"),
    "lawmaker": ("lawmaker", "rep.", "sen.", "senator", "representative", "congressman", "congresswoman", "mp", "mla"),
    "legislator": ("legislator", "lawmaker", "senator", "mp", "mla", "mca", "member of parliament"),
    "mp": ("mp", "member of parliament", "lawmaker"),
    "pm": ("pm", "prime minister", "premier"),
    "cm": ("cm", "chief minister"),
    "cs": ("cs", "cabinet secretary"),
    "prelate": ("bishop", "archbishop", "cardinal"),
    "pontiff": ("pope",),
    "cleric": ("cleric", "imam", "sheikh", "mullah", "ayatollah", "bishop", "priest"),
    "monarch": ("king", "queen"),
    "premier": ("premier", "prime minister", "pm"),
    "ppro": ("public relations officer", "spokesperson", "spokesman", "spokeswoman"),
    "pro": ("public relations officer",),
    "ps": ("ps", "principal secretary", "permanent secretary"),
    "diplomat": ("diplomat", "ambassador", "envoy", "representative", "minister"),
    "spokesman": ("spokesman", "spokesperson"),
    "spokeswoman": ("spokeswoman", "spokesperson"),
    "spokesperson": ("spokesperson", "spokesman", "spokeswoman", "public relations officer"),
    "chairman": ("chairman", "chair"),
    "chairperson": ("chairperson", "chairman", "chairwoman", "chair"),
    "secretary": ("secretary",),
    "official": ("official", "representative", "minister", "envoy", "director", "secretary", "ambassador"),
    "boss": ("boss", "manager", "coach", "chief executive", "ceo", "gaffer"),
    "manager": ("manager", "boss", "gaffer", "coach"),
    "tactician": ("coach", "manager", "boss", "gaffer"),
    "gaffer": ("gaffer", "manager", "coach", "boss"),
    "coach": ("coach", "manager", "boss", "gaffer"),
    "captain": ("captain", "skipper"),
    "skipper": ("skipper", "captain"),
    "judge": ("judge", "justice", "magistrate", "recorder"),
    "justice": ("justice", "judge"),
    "detective": ("detective", "det ", "dci", "di ", "investigating officer"),
    "superintendent": ("superintendent", "supt", "det supt", "investigating officer"),
    "inspector": ("inspector", "insp", "investigating officer"),
    "officer": ("officer", "detective", "inspector", "sergeant", "constable", "superintendent", "commander", "det "),
    "lawyer": ("lawyer", "attorney", "counsel", "advocate", "barrister", "solicitor"),
    "attorney": ("attorney", "lawyer", "counsel"),
    "doctor": ("doctor", "dr", "physician", "surgeon", "consultant", "gp"),
    "councillor": ("councillor", "cllr"),
    "executive": ("executive", "ceo", "chief", "president", "director"),
    "author": ("author", "co-author", "writer", "novelist"),
    "player": ("player", "striker", "defender", "midfielder", "winger", "goalkeeper", "forward", "captain"),
    "batsman": ("batsman", "batter", "opener"),
    "bowler": ("bowler", "spinner", "seamer"),
}
"""Of what words of a title a role is borne."""

DESCRIBES = words(
    """centre-back center-back full-back left-back right-back wing-back playmaker fly-half scrum-half seamer spinner
    paceman left-hander right-hander striker winger defender midfielder goalkeeper keeper batsman batter bowler opener
    all-rounder wicketkeeper jockey trainer sprinter swimmer boxer wrestler golfer cyclist skater skier gymnast
    champion medallist medalist player athlete quarterback pitcher singer actor actress comedian musician artist
    author writer novelist poet playwright filmmaker composer rapper guitarist drummer dancer model scholar academic
    lecturer professor scientist researcher historian farmer teacher pensioner grandmother grandfather mother father
    mom dad mum widow widower entrepreneur businessman businesswoman billionaire mogul tycoon magnate lawmaker
    legislator politician parliamentarian veteran retiree nurse surgeon doctor detective mp mla congressman
    congresswoman councillor tutor democrat republican conservative star superstar popstar hitmaker starlet
    heartthrob songstress crooner diva beauty"""
)
"""What a text calls somebody whom it has named, for the sake of another word."""


_OWNER = re.compile(r"([\w-]+)['’]s\b")


def _no_bearer(owner: re.Match[str]) -> str:
    """ "the prime minister's wife" bears no office of a minister."""
    return "" if owner[1] in word_lists.ROLES else owner[0]


def bears(page: Page, entity: Entity, role: str, *, deputies: bool = False) -> bool:
    """Does any title of the entity hold the role? A deputy's does not ("the president" is no vice president), unless
    `deputies` count."""
    said = entity.phrases
    if said is None:
        said = " " + " | ".join(titles.phrases(page, entity)).lower() + " "
        said = entity.phrases = _OWNER.sub(_no_bearer, said) if "s " in said else said
    same = _SAME.get(role)
    held = f" {role}" in said if same is None else any(f" {word}" in said for word in same)
    if held and not deputies and (" vice " in said or " deputy " in said):
        return _in_chief(said, same or (role,))
    return held


def _in_chief(said: str, same: tuple[str, ...]) -> bool:
    """Is any of these borne other than by a deputy?"""
    return any(
        not said.endswith((" vice", " deputy"), 0, match.start())
        for word in same
        for match in re.finditer(re.escape(f" {word}"), said)
    )
