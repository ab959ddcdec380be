"""How wires that do not write in English withdraw a story: with a label before its headline (`ANULACIÓN: ...`), or with
a sentence that names it in quotation marks (`Die Meldung "..." wird zurückgezogen`)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from worker.wire import text
from worker.wire.agencies import any_of

_REACH = 600
_EITHER = (
    "Anulación|Anulada|Annulation|Annulé|Annulée|Annullamento|Annullata|Anulação|Rückruf|Zurückgezogen|Widerruf|Vervalt"
    "|Ingetrokken|Meldung zurückgezogen|Meldung zurueckgezogen|Utgår|Återkallas|Annulleres|Annulleret|Annulleras"
    "|Tilbakekalles|Trækkes tilbage|Peruutus|Mitätöinti|Anulowano|Wycofano"
)
_CAPITALS = (
    "ANNULE|ANNULEE|ANULACION|ANULADO|ANULACAO|TREKKES|TRÆKKES|TRUKKET|PERUTAAN|ANULOWANE|İPTAL|STORNO|RÜCKZUG|RUECKZUG|ZURUECKGEZOGEN|INTREKKING|ОТМЕНА"
    "|АННУЛИРОВАНИЕ|АННУЛИРОВАНО|АННУЛИРУЕТСЯ"
)
"""Words that are common in news: they are labels only in capitals."""

_SIGNS = "전문취소|기사취소|撤稿|إلغاء|(?:記事|全文|原稿)?(?:取り消し|取消し?)"
_FORMS = "|".join(form for word in _EITHER.split("|") for form in dict.fromkeys((word, word.upper())))
_LATIN_STORY = (
    r"(?:Meldung|Nachricht|dépêche|information|noticia|despacho|información|notizia|lancio|bericht|nieuwsbericht|notícia"
    r"|matéria|(?:[Mm]elding|[Tt]elegramm|[Nn]yhet|[Tt]ext|[Aa]rtik)(?:en|et|eln?|len)?|[Uu]utinen|depesz[aę])"
)
_STORY = rf"(?:{_LATIN_STORY}|[Сс]ообщени[еяю]|[Нн]овост[ьи]|информаци[яюи]|[Мм]атериал|(?:ال)?(?:خبر|برقية))"
_OF_STORY = (
    r"(?ai: (?:(?:de|di|da|van|der) (?:la |l['’])?)?(?:d[ée]p[êe]che|noticia|notícia|despacho|informaci[óo]n"
    r"|notizia|bericht|meldung)| СООБЩЕНИЯ| НОВОСТИ| ИНФОРМАЦИИ| (?:ال)?خبر)"
)
_CALLS = (
    r"(?:(?ai:achtung|attention|atención|atencion|attenzione|atenção|let op|внимание)\b\W{1,3}"
    r"|(?ai:avis d['’]|aviso de |avviso di ))?"
)
_WORDS = rf"[\[(<+*【（ ]{{0,4}}{_CALLS}(?:{_FORMS}|{_CAPITALS}|{_SIGNS})(?:{_OF_STORY})?"
_LABEL = re.compile(
    rf"{_WORDS}(?: ?[:)\]>+*：】）]{{1,3}}|(?<=[取消し稿]) | [-–—] ?|\.[-–—] ?) ?(?P<target>\S.{{2,200}})$"
)
_STEM_LABEL = re.compile(
    r"\W{0,3}(?:[A-ZÄÖÜÅÆØА-Я]\w{3,12}[,!:]? )?"
    r"(?ai:annul|anul|zur(?:ü|ue)ckgez|rückruf|widerruf|verval|ingetrok|intrek|utgå|återkal|trekk|træk|tilbakekal"
    r"|peruut|mitätö|wycof|iptal|storn)\w{0,9}(?: \w{4,12}){0,2}(?: ?[:\]>)]+ ?| [-–—] )(?P<target>\S.{2,200})$"
    r"|(?:СНЯТ|ОТОЗВАН|Снят|Отозван)\w{0,3}(?: ?[:\]>)]+ ?| [-–—] )(?P<other>\S.{2,200})$"
)
"""A label of a word or three, one of which begins like a word for taking back. Words like these are common in news, so
the text below must ask or say that a message is taken back."""

_STEMS = tuple(
    "anul annul rück rueck widerruf vervalt ingetrokken intrekking utgår återkall tilba trekk træk trukk peru mität"
    " wycof iptal i̇ptal storn verval ingetrok intrek снят отозван отмена аннулир 취소 撤稿 إلغاء 取".split()
)
"""Every label contains one of these; most lines need no closer look."""

_LABEL_REACH = 60
_SHORT = 160
_ALONE = re.compile(rf"{_WORDS}[\W]{{0,4}}$")
_SPEAKS_OF_COPY = re.compile(
    r"\b(?:Meldung|dépêche|noticia (?:titulada|transmitida)|despacho|notizia|lancio|(?:nieuws)?bericht|notícia"
    r"|[Tt]exten|[Tt]elegrammet|[Mm]eldingen|[Aa]rtikel(?:n|en)|[Nn]yheten|depesz)"
    r"|(?:ne pas|no|non|não|niet) (?:utiliser|utilizar|usar|utilizzare|usare|gebruiken)|не использовать|сообщени"
    r"|記事|原稿|خبر|기사|稿"
)
_ASKS = (
    r"Bitte|Merci de|Prière de|Veuillez|Se ruega|Rogamos|Por favor|Si prega|Gelieve|Favor|Pede-se"
    r"|Pedimos"
    r"|Nous (?:vous )?prions|Wir bitten|Vi ber|(?:Le|Les) rogamos|Preghiamo|Solicitamos|Solicita-se|Agradecemos"
    r"|Prosimy|Vänligen|Vennligst"
    r"|Просьба|Просим|يرجى|الرجاء|نرجو"
)
_OPENS = re.compile(
    r"\W{0,3}(?:[A-ZÄÖÜ]{4,12}(?: [A-ZÄÖÜ]{3,12})?\W{1,3})?"
    rf"(?:(?P<asks>{_ASKS})\b|(?:\w{{1,6}}[ '’]){{0,2}}(?={_LATIN_STORY}\b)"
    rf"|(?P<own>(?:{any_of('credits')}) (?:zieht|trekt|annule|annulla|anula|trekker|trækker|återkallar|annullerer"
    r"|annullerar) |(?:Annullare|Anular|Annuler) )"
    r"|(?=(?:Сообщение|Новость|Материал)\b.*аннулир))"
)
_NAMED = re.compile(rf"\b{_STORY}(?: (?!\W)[^\s\"“„«]{{1,20}}){{0,6}} ?[\"“”„«]")
_TAKES_BACK = re.compile(
    r"\b(?:zur(?:ü|ue)ckgezogen|gestrichen|nicht (?:mehr )?(?:zu )?verwenden|verwenden Sie\b.{0,250}\bnicht"
    r"|[Aa]nnul(?:ée|er|lata|lare|len|leres|leret|leras)|[Aa]nul(?:ada|ar|e|en|em)|supprimer|vervalt|ingetrokken"
    r"|utgår|återkallas|trekkes|trækkes|tilbakekalles|makuleras|perutaan|mitätöidään|wycofan\w|аннулир\w+"
    r"|(?:ne pas|no|non|não|niet) (?:utiliser|publier|utilizar|usar|publicar|utilizzare|usare|pubblicare|gebruiken))\b"
)
_ASKED_BACK = re.compile(
    r"\b(?:l(?:ö|oe)schen|zurück(?:zu)?halten|halten Sie\b.{0,250}\bzurück|niewykorzyst\w+|nie wykorzyst\w+"
    r"|anulação|anulación|annulation|annullamento|no (?:tengan|tener) en cuenta|ne pas tenir compte|non tener conto"
    r"|nicht (?:zu )?berücksichtigen|недействительн\w+|не использовать|إلغاء|عدم (?:استخدام|نشر))\b"
)
"""Words that news of a story may use as well: they count only where something is asked."""

_EAST = re.compile(
    r"\W{0,3}(?:「([^「」\n]{2,200})」(?:の|と題した|という見出しの|との見出しの)?(?:記事|原稿)[はを]?.{0,12}?取り?消し?"
    r"(?:ます|てください|て下さい|願います)|(?:敬?请|請)\S{0,12}?(?:撤销|撤回|撤下|停用|勿用)\S{0,12}?《([^《》\n]{2,200})》)"
)
_FOR_NOW = re.compile(
    r"\b(?:vorerst|noch nicht|bis auf [Ww]eiteres|zurück(?:zu)?halten|halten Sie\b.{0,250}\bzurück"
    r"|jusqu['’]à nouvel (?:ordre|avis)|hasta nuevo aviso|fino a nuovo avviso|até (?:nova ordem|novo aviso)"
    r"|tot nader (?:order|bericht)|inn?til videre|indtil videre|tills vidare|toistaiseksi|до особого|в ожидании)\b"
)
"""Words of a message that is only to be held."""

_QUOTED = re.compile(r"[\"“”„«] ?([^\"“”„«»\n]{2,200}?) ?[\"”“»]")


def targets(lines: Sequence[str]) -> tuple[str, ...] | None:
    """The stories that a message withdraws in another language than English; empty if it names none, None if it
    withdraws nothing. Below a label there must be no text of news: a concert is cancelled too."""
    labelled = next(
        (m for line in lines if _may_be_label(line) for m in (_LABEL.match(line), _ALONE.match(line)) if m), None
    )
    if labelled and any(text.prose(line) and not _SPEAKS_OF_COPY.search(line) for line in lines):
        labelled = None
    found = [labelled["target"]] if labelled and labelled.re is _LABEL else []
    if lines and not labelled and _may_be_label(lines[0]) and any(map(_says_so, lines[1:])):
        stem = _STEM_LABEL.match(lines[0])
        found = [stem["target"] or stem["other"]] if stem else []
    for line in lines:
        if withdraws(line):
            found += [m[1] for m in _QUOTED.finditer(line)]
        east = _EAST.match(line)
        if east:
            found.append(east[1] or east[2])
    return tuple(dict.fromkeys(found)) if found or labelled else None


def holds(lines: Sequence[str]) -> bool:
    """Whether a message that withdraws a story in another language than English asks only to wait with it."""
    return any(map(_FOR_NOW.search, lines))


def _says_so(line: str) -> bool:
    """Whether a short line speaks of a message that is taken back or must not be used, without naming it."""
    if len(line) > _SHORT or not _SPEAKS_OF_COPY.search(line):
        return False
    return _TAKES_BACK.search(line) is not None or _ASKED_BACK.search(line) is not None


def _may_be_label(line: str) -> bool:
    head = line[:_LABEL_REACH].lower()
    return any(map(head.__contains__, _STEMS))


def withdraws(line: str) -> bool:
    """Whether a line says, in a language other than English, that the story that it names is withdrawn."""
    m = _OPENS.match(line)
    if m is None or _NAMED.search(line, m.end(), _REACH) is None:
        return False
    if m["own"] or (m["asks"] and _ASKED_BACK.search(line, 0, _REACH)):
        return True
    return _TAKES_BACK.search(line, 0, _REACH) is not None
