"""How wires that do not write in English withdraw a story: with a label before its headline (`ANULACIÓN: ...`), or with
a sentence that names it in quotation marks (`Die Meldung "..." wird zurückgezogen`)."""

from __future__ import annotations

import re

_REACH = 600
_LABELS = (
    "Anulación|Anulada|Annulation|Annulé|Annulée|Annullamento|Annullata|Anulação|Rückruf|Zurückgezogen|Widerruf|Vervalt"
    "|Ingetrokken|전문취소|기사취소|撤稿"
)
_FORMS = "|".join(form for word in _LABELS.split("|") for form in dict.fromkeys((word, word.upper())))
LABEL = re.compile(rf"[\[(<+* ]{{0,4}}(?:{_FORMS})(?: ?[:)\]>+*]{{1,3}}| [-–—] ?) ?(?P<target>\S.{{2,200}})$")

_STORY = (
    r"(?:Meldung|Nachricht|dépêche|information|noticia|despacho|información|notizia|lancio|bericht|nieuwsbericht|notícia"
    r"|matéria|despacho)"
)
_ASKS = r"Bitte|Merci de|Prière de|Veuillez|Se ruega|Rogamos|Por favor|Si prega|Gelieve|Favor|Pede-se"
_OPENS = re.compile(
    r"\W{0,3}(?:[A-ZÄÖÜ]{4,12}(?: [A-ZÄÖÜ]{3,12})?\W{1,3})?"
    rf"(?:(?:{_ASKS})\b|(?:\w{{1,6}}[ '’]){{0,2}}(?={_STORY}\b))"
)
_NAMED = re.compile(rf"\b{_STORY}(?: (?!\W)[^\s\"“„«]{{1,20}}){{0,6}} ?[\"“„«]")
_TAKES_BACK = re.compile(
    r"\b(?:zurückgezogen|gestrichen|nicht (?:mehr )?(?:zu )?verwenden|verwenden Sie\b.{0,250}\bnicht"
    r"|annul(?:ée|er|lata|lare|len)|anul(?:ada|ar|e|en)|supprimer|vervalt|ingetrokken"
    r"|(?:ne pas|no|non|não|niet) (?:utiliser|publier|utilizar|usar|publicar|utilizzare|usare|pubblicare|gebruiken))\b"
)


def withdraws(line: str) -> bool:
    """Whether a line says, in a language other than English, that the story that it names is withdrawn."""
    m = _OPENS.match(line)
    if m is None or _NAMED.search(line, m.end(), _REACH) is None:
        return False
    return _TAKES_BACK.search(line, 0, _REACH) is not None
