"""Plain text that is no article: settings, keys, lists and templates, which have hardly a sentence, and manuals and
licences of software, which have sentences of a kind of their own. They lie in folders beside the articles.
"""

from __future__ import annotations

import re

from worker.wire.article import BadMessage
from worker.wire.formats.document import Document, shown
from worker.wire.text import ANY_CASE

_REACH, _LINES, _LONGEST = 20_000, 400, 2_000
"""Characters and lines of a text, and characters of a line, that are looked at."""

_COMMENT = re.compile(r"\s*(?:#+(?:\s|$)|%+\s|//|;|/\*|\*/|--\s|\.\\\"|<!--|!\s)|\s*[*#%=~_.+-]{3,}\s*$")
"""A line of a program's comments, or of ornaments."""
_MARKS = re.compile(
    r"[{}\\|^~]|(?<!`)`(?!`)|\w=|=\w|==|=>|->|::|\w\(\)|\w_\w|<[/\w]|[a-z]/\w+/|(?<!\S)(?:[$@/.]|--)\w|(?<!\S)-\w(?!\S)|\*\."
    r"|(?<!\w)[a-z]\w*[A-Z]\w*|\w{36}|[;(]$|^\s*(?:- )?[a-z][\w.-]*:(?:\s|$)|^[.'][A-Z]{1,2}\b"
    r"|^-----|^\s*[\w.-]+ = ",
    re.ASCII,
)
"""Signs of settings, programs, paths and keys; prose has them too, but in few of its lines."""
_WORD = re.compile(
    r"[\"'\u201c\u2018\u201e\u00ab\u00bb(\[\u00bf\u00a1-]*+[^\W\d_](?:[^\W\d_]|['\u2019.\u2013-])*+"
    r"[\"'\u201d\u2019\u00bb\u00ab)\].,;:!?\u2026%]*+"
)
_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u9fff\uac00-\ud7af\u3002\uff0c]")
"""Letters of scripts in which words are not set apart, or which say in one word what others say in three."""
_FEW_WORDS, _FEW_LETTERS, _MANY_TIMES = 4, 8, 4

_BEGINS = re.compile(
    r"```|\"\"\"|'''|@echo off|@rem\b|-\*- |\.\\\"|\[[\w-]+\]\n\s+[\w.-]+ ?[=:]|\W{1,4}SPDX-License-Identifier"
    r"|(?:Metadata|Wheel|Manifest)-Version:|User-agent: |Template: \S+/\S+\nType:",
    ANY_CASE,
)
"""How code, manuals and settings begin: a fence, a docstring, a line for an editor, a section, fields of a package."""
_SUBTITLES = re.compile(r"\d+\s*\n\d\d:\d\d:\d\d[,.]\d{3} --> ")
_MARKED_UP = re.compile(
    r"^(?:\.(?:TH|SH|SS|PP|TP|IP|RS|HP|Dd|Dt|Sh|Nm)\b|=(?:head[1-6]|item|over|cut|pod|encoding)\b|\.\. [\w-]{1,40}::"
    r"|\*[\w.-]{1,40}\.txt\*\s|@(?:node|chapter|section|item|setfilename)\b|(?:dnl|REM) |```\w"
    r"|(?:Package|Document|Vendor|Pin|Maintainer|Depends|Architecture|Files|Session-Type|Auth-Type): "
    r"|(?:SELECT|INSERT INTO|DELETE FROM|(?:CREATE|ALTER|DROP) (?:OR REPLACE )?"
    r"(?:TABLE|FUNCTION|EXTENSION|INDEX|VIEW|TYPE|OPERATOR|ROLE|DATABASE|SCHEMA|TRIGGER))\b"
    r"|\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\S* .{0,40}?\b(?:INFO|WARN(?:ING)?|ERROR|DEBUG|TRACE|FATAL|NOTICE)\b"
    r"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \S+ \S{1,40}:|@@ -\d+(?:,\d+)? \+\d|(?:diff --git |--- a/|\+\+\+ b/)"
    r"|(?:let [gbsl]:|syn(?:tax)? (?:match|keyword|region|case|cluster)\b|setl(?:ocal)? |endif$|hi def link ))",
    re.MULTILINE,
)
"""Markup of manuals (roff, POD, reStructuredText, Vim, Texinfo, fences with a language), fields of packages, SQL, logs,
patches, Vim's scripts."""
_LICENCE = re.compile(
    r"^\W*(?:creative commons legal code|(?:mozilla public|gnu free documentation|(?:the )?\W?artistic|eclipse public"
    r"|boost software|sil open font|academic free|common public|w3c software|python software foundation)"
    r" licen[cs]e)\b.{0,30}$"
    r"|this package was debianized",
    ANY_CASE | re.MULTILINE,
)
_COPYRIGHT = re.compile(
    r"^\W{0,4}(?:copyright:? \(?(?:c\)|[\u00a9\d])|format: http\S{1,60}copyright)", ANY_CASE | re.MULTILINE
)
_TERMS = re.compile(r"(?<![a-z])(?:licen[cs]e[ds]?|warrant(?:y|ies)|redistribut\w+|software)\b", ANY_CASE)
_LICENCE_REACH, _TERMS_REACH, _FEW_TERMS, _FEW_MARKED = 700, 3_000, 3, 2

_SIGN = re.compile(
    r"(?<![\w/])(?:~|\.{1,2})?/[\w.+-]{2,}/[\w.+/-]+|\b\w+\(\d?\)|\w::\w|\b[a-z]+_[a-z_]+\b|\b[A-Z]+_[A-Z_]+\b"
    r"|(?<!\S)--[a-z][\w-]{0,40}[=-]\w|(?<!\S)-[a-zA-Z](?=\s)|(?<!`)`[^`'\n]{1,40}['`]|\$[A-Za-z_]\w+"
    r"|<(?:[A-Z]{2,9}|[a-z]{1,20}[-_ ]?[a-z]{1,20})>"
    r"|\b\w[\w-]{0,40}\.(?:c|h|cc|cpp|py|pl|js|ts|so|sh|el|vim|conf|cfg|ini|ya?ml|json|xml|html|gz|tar|deb|rpm|exe|dll|md"
    r"|rst|txt)\b|\bv\d+\.\d+\.\d+\b|\bgit(?:hub|lab)?\b|\bDebian\b|\bGNU\b|\bREADME\b|\bMakefile\b|#\d{3,}\b"
)
"""Files, options, functions and names of variables."""
_TERM = re.compile(
    r"\b(?:compiler?s?|compiled|debug\w*|upstream|plug-?ins?|stdin|stdout|filenames?|runtime|APIs?|command[ -]line"
    r"|directory|directories|config(?:ure|ured|uration)?|installed|installing|installation|libraries|header files?"
    r"|syntax|parameters?|boolean|integers?|scripts?|shell|repository|changelog|Linux|unix|perl|python|packages?"
    r"|bugs?|modules?|macros?|buffers?|executables?|binaries|UTF-8|ASCII|URLs?|HTML|XML|JSON|backend|options?|versions?|files?|defaults?"
    r"|kernel|patch(?:es)?|source code|deprecated|enabled?|disabled?|metadata|click|browser|server)\b"
)
"""Other words of manuals."""
_A_WORD = re.compile(r"[^\W\d_]{2,}")
_FEW_SIGNS, _FEW_TECHNICAL, _DENSE, _DENSE_SIGNS = 2, 5, 0.08, 0.1


def refusal(document: Document) -> BadMessage | None:
    """Why a text in no known format is no article, with what kind of text it is; None if it may be one."""
    what = kind(document.text)
    return BadMessage("not_text", f"{what}: it begins with {shown(document.begins)!r}") if what else None


def kind(text: str) -> str | None:
    """What a plain text is, if it cannot be an article; None for one that can."""
    text = text[:_REACH].lstrip("\ufeff \t\r\n")
    if _BEGINS.match(text) or len(_MARKED_UP.findall(text)) >= _FEW_MARKED:
        return "code or documentation of software"
    if _SUBTITLES.match(text):
        return "subtitles"
    head = text[:_LICENCE_REACH]
    if _LICENCE.search(head) or (_COPYRIGHT.search(head) and len(_TERMS.findall(text[:_TERMS_REACH])) >= _FEW_TERMS):
        return "the text of a software licence"
    signs = len(_SIGN.findall(text))
    if signs >= _FEW_SIGNS:
        words, technical = len(_A_WORD.findall(text)), signs + len(_TERM.findall(text))
        if signs >= _DENSE_SIGNS * words or (technical >= _FEW_TECHNICAL and technical >= _DENSE * words):
            return "documentation of software"
    return None if has_prose(text) else "settings, code, keys or a list, without a sentence"


def has_prose(text: str) -> bool:
    """Whether lines of words prevail over lines with the marks of programs, settings and keys.

    Tables of results and rates have no such lines, but neither have they marks; lists of single words have neither.
    """
    prose = other = plain = single = 0
    commented = _COMMENT.match(text) is not None
    for whole in text.splitlines()[:_LINES]:
        line = whole[:_LONGEST].rstrip()
        if not line or _COMMENT.match(line):
            continue
        if _is_prose(line):
            prose += len(line)
        elif _MARKS.search(line):
            other += len(line)
        elif len(line.split()) > 1 or len(_WITHOUT_SPACES.findall(line)) >= _FEW_WORDS:
            plain += len(line)
        else:
            single += len(line)
    if commented and 2 * prose < other + plain + single:
        return False
    return prose > other or prose + plain > single + _MANY_TIMES * other


def _is_prose(line: str) -> bool:
    letters = len(_WITHOUT_SPACES.findall(line))
    if letters >= _FEW_LETTERS and 2 * letters > len(line):
        return True
    tokens = line.split()
    if len(tokens) < _FEW_WORDS:
        return False
    words = sum(_WORD.fullmatch(token) is not None for token in tokens)
    return words >= _FEW_WORDS and 10 * words >= 7 * len(tokens)
