"""The language of a text, if it is not stated: from its script and, for Latin letters, from its commonest words."""

from __future__ import annotations

import re
from collections import Counter

_SAMPLE = 3000
_READ = 80
"""Words that are looked up: a few sentences are enough."""

_GLANCE, _PLAIN = 40, 3
"""If `_PLAIN` of the first `_GLANCE` words are found only in English, the text is English and no more is looked up."""

_MORE = 2
"""A language needs this many more words than the wire's usual one to be chosen instead."""

UNKNOWN = "und"
"""A language that is none of those below (BCP 47: undetermined)."""

_ENOUGH, _FEW = 25, 10
"""In so many words with foreign letters, a language that is known here has more than one in ten of its commonest."""

_SCRIPTS = (
    ("ko", re.compile("[가-힣ㄱ-ㆎ]")),
    ("ja", re.compile("[ぁ-ヿ]")),
    ("zh", re.compile("[一-鿿]")),
    ("ru", re.compile("[Ѐ-ӿ]")),
    ("ar", re.compile("[؀-ۿ]")),
    ("el", re.compile("[Ͱ-Ͽ]")),
    ("he", re.compile("[֐-׿]")),
    ("hi", re.compile("[\u0900-\u0963\u0966-\u097f]")),  # without the stops that its neighbours use too
    ("th", re.compile("[฀-๿]")),
    ("bn", re.compile("[\u0980-\u09ff]")),
    ("pa", re.compile("[\u0a00-\u0a7f]")),
    ("gu", re.compile("[\u0a80-\u0aff]")),
    ("ta", re.compile("[\u0b80-\u0bff]")),
    ("te", re.compile("[\u0c00-\u0c7f]")),
    ("kn", re.compile("[\u0c80-\u0cff]")),
    ("ml", re.compile("[\u0d00-\u0d7f]")),
    ("si", re.compile("[\u0d80-\u0dff]")),
    ("lo", re.compile("[\u0e80-\u0eff]")),
    ("my", re.compile("[\u1000-\u109f]")),
    ("ka", re.compile("[\u10a0-\u10ff]")),
    ("am", re.compile("[\u1200-\u137f]")),
    ("hy", re.compile("[\u0530-\u058f]")),
    ("km", re.compile("[\u1780-\u17ff]")),
)
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_LETTERS = (
    ("uk", frozenset("іїєґ")),
    ("bg", frozenset("ъ")),
    ("fa", frozenset("پچژگ")),
    ("ur", frozenset("ےٹڈں")),
)
"""Letters that distinguish languages with the same script: the first two from Russian, the others from Arabic."""

_RUSSIAN = frozenset("ыэё")
_OWN_LETTERS = (
    ("sv", frozenset("äö")),
    ("da", frozenset("æø")),
    ("no", frozenset("æø")),
)
"""Letters that distinguish languages with the same commonest words."""

_RARE = (
    ("tr", frozenset("ğı")),
    ("cs", frozenset("ěřů")),
    ("pl", frozenset("łąęś")),
    ("ro", frozenset("țșţ")),
    ("hu", frozenset("őű")),
    ("sk", frozenset("ľĺŕ")),
    ("lv", frozenset("ģķļņ")),
    ("lt", frozenset("ėįų")),
    ("is", frozenset("þð")),
)
"""Letters that hardly another language has: many words with them show it, a few may be names."""
_COMMONEST = {
    "en": "the a of and to in for on with that was were is are said by from at his her has have had will which their"
    " an as it he she they who after been but not be this its more than would about",
    "de": "der die das und den dem des ein eine einen einer im in zu von mit sich auf für ist nicht auch nach bei"
    " am wie aus wird wurde werden sei hat haben sie er es dass um vor als bis sagte teilte"
    " an sind worden war waren kann noch nur mehr durch über unter gegen zum zur vom beim",
    "fr": "le la les de des du un une et à au aux en dans pour par sur qui que est a ont pas avec son sa ses ce"
    " cette il elle mais été plus selon être d'un d'une qu'il",
    "es": "el la los las de del un una y en a al por para con que se su sus es lo como más este esta fue han ha"
    " pero según sobre entre también desde hasta",
    "it": "il lo la i gli le di del della dei delle un una e in a al alla per con che non è si da dal dalla nel"
    " nella ha hanno sono come più anche dopo sul sulla",
    "pt": "o a os as de do da dos das um uma e em no na nos nas por para com que não se é foi ao à mais como seu"
    " sua são pelo pela disse segundo também",
    "nl": "de het een en van in op te dat is die voor met zijn aan er niet ook door om bij naar uit tot wordt werd"
    " heeft hebben maar over deze meldt volgens zich",
    "sv": "och i att det som en på är av för med den till inte har de ett om var vid han från men sig ska kan säger"
    " efter eller under över ingen deras måste",
    "da": "og i at det som en på er af for med den til ikke har de et om var ved han fra men sig skal kan siger"
    " efter eller blev oplyser selskabet inden mellem mod over ingen deres måtte",
    "no": "og i at det som en på er av for med den til ikke har de et om var ved han fra men seg skal kan sier"
    " etter eller ble opplyser selskapet innen mellom mot over ingen sine måtte",
    "fi": "ja on ei että oli se hän ovat myös kun kuin mutta joka mukaan sekä jo vuonna sen kertoo kertoi sanoo sanoi"
    " kanssa jälkeen tiistaina perjantaina",
    "pl": "i w z na do się że nie jest o po od za przez jak to oraz został są dla który przed ze",
    "cs": "a v na se že je z o do s pro za by po ale jako který byl podle jsou také od při ve",
    "ro": "și de la în a din cu pe că un o nu este sunt pentru mai care au fost prin după",
    "hu": "a az és hogy nem is egy volt meg de ezt azt már csak szerint pedig vagy után",
    "tr": "ve bir bu için ile da de olarak olan daha çok gibi sonra kadar dedi ise göre",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak akan telah oleh ke adalah juga kata mengatakan"
    " sudah",
    "lv": "un ir ar no par uz kas ka pēc bija tika arī bet vai gan pie viņš viņa tas šo šis savu lai kā līdz gada",
    "lt": "ir su iš yra kad tai buvo dėl bei nuo jis jo po taip bet už kuris metų apie pat prie tik iki savo",
    "et": "ja on et ei oli see ka kui ning oma selle mis ta aga aasta pärast kes või üle välja veel juba",
    "sk": "a v na sa že je s o do po pre za od ako ktorý bol podľa sú tiež pri vo nie aj ale",
    "hr": "i u na je se da za od su s o iz koji koja kako ne bi što će nije kao biti nakon te ili",
    "is": "og í að á sem er það við um var til með ekki af eru hann en fyrir hefur frá verið eftir þess",
    "sw": "ya wa na kwa ni katika la za kuwa hiyo hii cha kwamba pia huyo baada alisema wakati watu mwaka",
    "sq": "dhe të në e i një për me që nga është se u ka më si nuk do janë ky kjo pas",
    "vi": "và của là có trong được cho các với những người một đã không này khi từ ở đến ra để",
    "tl": "ang ng sa na mga ay si ni at para kay ito hindi nang niya siya may ayon kanyang",
    "ca": "el la els les de del un una i en a al per amb que es seu seva són més aquest aquesta ha però segons dels",
}  # fmt: skip
_LANGUAGES: dict[str, tuple[str, ...]] = {}
for _language, _words in _COMMONEST.items():
    for _word in _words.split():
        _LANGUAGES[_word] = (*_LANGUAGES.get(_word, ()), _language)
_ENGLISH = frozenset("the and with that were said by from his has which their they who been not this".split())
_AROUND = ".,;:!?\"'“”‘’«»()[]–—-"


def of(text: str, usual: str) -> str:
    """The language of a text; `usual` is the wire's own, which applies unless the words clearly show another.

    A script counts if a fifth of the letters are in it. Kana distinguish Japanese from Chinese. `und` stands for a
    language that is clearly none of those known here. The result is deterministic: the same text always gets the same
    language.
    """
    if not text.isascii():
        sample = text[:_SAMPLE]
        latin = len(_LATIN.findall(sample))
        for name, script in _SCRIPTS:
            count = len(script.findall(sample))
            if count * 4 > latin and count:
                return _in_script(name, sample)
        if sum(map(str.isalpha, sample)) - latin > latin:
            return UNKNOWN
    sample = text[:_SAMPLE]
    if usual == "en" and sum(map(_ENGLISH.__contains__, sample.split(maxsplit=_GLANCE)[:_GLANCE])) >= _PLAIN:
        return usual
    return _by_words(sample.split(maxsplit=_READ), usual)


def _in_script(name: str, sample: str) -> str:
    """The language of a text in a script shared by several, from the letters that only one of them has."""
    letters = frozenset(sample.lower())
    if name == "ru" and not _RUSSIAN.isdisjoint(letters):
        return name
    near = {"ru": ("uk", "bg"), "ar": ("fa", "ur")}.get(name, ())
    return next((other for other, own in _LETTERS if other in near and not own.isdisjoint(letters)), name)


def _by_words(words: list[str], usual: str) -> str:
    counts = Counter(language for word in words[:_READ] for language in _LANGUAGES.get(word.lower().strip(_AROUND), ()))
    foreign = not all(map(str.isascii, words))
    if foreign:
        _count_letters(words[:_READ], counts)
    if not counts:
        return usual
    most = max(counts.values())
    if foreign and len(words) >= _ENOUGH and most * _FEW < len(words):
        return UNKNOWN
    if most < counts[usual[:2]] + _MORE:
        return usual
    return min(language for language, count in counts.items() if count == most)


def _count_letters(words: list[str], counts: Counter[str]) -> None:
    """Add what letters say that related languages do not share; a few names with them do not make a language."""
    letters = frozenset("".join(words).lower())
    for language, own in _OWN_LETTERS:
        if counts[language] and not own.isdisjoint(letters):
            counts[language] += 1
    for language, own in _RARE:
        if not own.isdisjoint(letters):
            found = sum(not own.isdisjoint(word.lower()) for word in words)
            counts[language] += found if found * _FEW > len(words) else 0
