"""Files of a programmer's project, told from plain text: source code, build files, settings, and documentation in
Markdown or reStructuredText. They lie in folders beside the articles, and nothing in their names reaches this worker.
"""

from __future__ import annotations

import re

from worker.wire.article import BadMessage
from worker.wire.formats.document import Document, Found, shown

_REACH, _LINES, _LONGEST = 20_000, 400, 300
"""Characters and lines of a file, and characters of a line, that are looked at."""

_COMMENTS = re.compile(
    r"/\*(?:(?!\*/).)*+(?:\*/|\Z)|\"\"\"(?:(?!\"\"\").)*+(?:\"\"\"|\Z)|'''(?:(?!''').)*+(?:'''|\Z)", re.DOTALL
)
_COMMENT = re.compile(
    r"\s*(?:#(?!include\b|define\b|if|endif|pragma\b|region\b|endregion\b)|//|--\s|;|\*\s|\*$|rem\s|dnl\s)"
)
_SURE = re.compile(
    r"\s*(?:"
    r"(?:from\s+[\w.]+\s+)?import\s+(?:static\s+)?[\w.*{}\"'@, /-]+(?:\s+from\s+\S+)?;?$"
    r"|(?:async\s+)?def\s+\w+|(?:abstract\s+|final\s+)?class\s+\w+[\w\s(),.<>:]*[:{]?$|func\s+[\w(]|fn\s+\w+"
    r"|package\s+[\w.:]+;?$|using\s+[\w.= ]+;$|use\s+[\w:\\{}, ]+;$|namespace\s+[\w.\\]+\s*[;{]?$"
    r"|#\s*include\b|#\s*define\b"
    r"|(?:public|private|protected|internal|static|export|extern|final)\s+[\w<>\[\]]+[ ({]"
    r"|(?:const|let|var|my|our|local)\s+[\w{}\[\], $@%]+\s*:?="
    r"|(?:require|include|require_once|require_relative)\s*[('\"]|require\s+[(\w:]+;?$|module\s+\S+$|go\s+1\.\d+"
    r"|(?:if|elif|while|for|else if|switch|catch|foreach)\s*\(.*[{):]$|(?:if|elif|for|while|with)\s.*:$"
    r"|(?:else|try|finally|do|begin|end|fi|done|esac|then)\s*[:{]?$|return\b.*;$|return(?:\s+[\w.\[\]()'\"]+)?$|raise\s+\w+|@\w+(?:\.\w+)*(?:\(.*\))?$"
    r"|[\w.$\[\]'\"]+\s*(?:[:+|?-]?=|=>|->)\s*.*[;,{(\[]$|self\.\w+|\$\w+"
    r"|[\w.]+\([^()]*\)[;:]?$|[\w.-]+==\d[\w.]*|\S+\s+v\d+\.\d+\.\d+\S*(?:\s+h1:\S+)?(?:\s+//.*)?$"
    r"|(?:End)?(?:Project|GlobalSection|Global)(?:\(.*)?$|(?:FROM|RUN|COPY|ENTRYPOINT|WORKDIR)\s+[\w./-]+[:\s]?\S*$|\.PHONY:.*"
    r"|[)\]}]+[;,)]*$|.*[;{}]$|.*\)\s*[:{]$|.*(?:&&|\|\||==|!=|=>|->|::)\s*\S*$"
    r")"
)  # fmt: skip
_LIKELY = re.compile(
    r"\s*(?:[\w.$\[\]'\"-]+\s*[:+?]?=\s*\S|-?\s*[a-z_][\w.-]*:(?:\s*$|\s+\S{1,60}$)"
    r"|\[[\w. \"'-]+\]$|[\w./$()%-]+:(?:\s+[\w./$()%-]+)*$"
    r"|\t|- [\w./:@-]+$|[\"'].*[\"'][,)\]:]*$|.*[,([]$)"
)
_MARKED = re.compile(
    r"^(?:[\w./%$()-]+ ?:(?: [^\n]*)?\n\t\S|msgid \"|\s*Scenario(?: Outline)?:|RUN \S|FROM \S+$)", re.MULTILINE
)
"""Rules of a Makefile, entries of a translation, scenarios of a test, steps of an image."""
_NESTED = re.compile(r"^ *-? ?[\w.-]+:\n {2,}\S", re.MULTILINE)
_SECTION = re.compile(r"\s*(?:[#;][^\n]*\n\s*)*+\[[\w. \"'-]{1,60}\]\n[\w.\"'-]{1,60}[ \t]*=")
"""How settings in sections begin."""
_FENCED = re.compile(r"```(?:(?!```).)*+(?:```|\Z)", re.DOTALL)
_SENTENCE = re.compile(r"[^\W\d_a-z].{60,}[.!?\"\u201d']$|[^\x00-\x7f].{20,}|.{0,80}[\u3002\u0964]")
"""A line of prose: it begins with a capital letter and ends like a sentence, or its letters are not Latin."""
_FEW_SURE, _FEW_MARKED, _FEW_NESTED, _SENTENCES, _ALL_BUT = 3, 2, 2, 2, 0.9

_HEADING = re.compile(r"#{1,4}\s+(.{1,80})$|([^\s=~^-].{1,78})\n(?:={3,}|-{3,}|~{3,})\s*$", re.MULTILINE)
_OF_DOCUMENTS = re.compile(
    r"\W*(?:installation|installing|install|how to install|usage|basic usage|getting started|quick ?start|licen[cs]e|"
    r"copyright and licen[cs]e|contributing|contributors|prerequisites|development|changelog|change log|unreleased|"
    r"table of contents|(?:running |run )?(?:the )?(?:unit )?tests|code of conduct|bug fixes"
    r"|\[?v?\d+\.\d+(?:\.\d+)?.{0,40})\W*$",
    re.IGNORECASE | re.ASCII,
)
_OF_CODE = re.compile(
    r"^\s*```|^\s*~~~|^\.\. code|::$|\[!\[|`[^`\n]{1,80}`|^(?: {4}|\t)\$ |^\$ |^\.\. image", re.MULTILINE
)
_HEADED = re.compile(r"#{1,4}\s+\S|[^\n]{2,80}\n(?:={3,}|-{3,})|\[!\[|\.\. ")
_FEW_HEADINGS, _MANY_HEADINGS, _FEW_CODE = 1, 3, 2
_FRONT_MATTER = re.compile(r"---\n(?:[\w-]+:.*\n|[ \t-].*\n)*?(?:title|headline|slug|date|author)\s*:")
"""How a text of a publishing system begins in Markdown."""
_LICENCE = re.compile(
    r"Permission is hereby granted, free of charge, to any person|GNU (?:\w+ )?GENERAL PUBLIC LICENSE\s+Version"
    r"|Apache License\s+Version 2\.0|Redistribution and use in source and binary forms",
)
_LICENCE_REACH = 700


def knows(document: Document) -> bool:
    """Whether a text is a file of a project and no article. One that quotes code is none of these: it has sentences
    between the code."""
    return document.begins[:1] not in ("{", "\x01") and "\0" not in document.begins and kind(document.text) is not None


def read(document: Document) -> list[Found]:
    """The refusal, with what kind of file it is."""
    return [BadMessage("not_text", f"{kind(document.text)}: it begins with {shown(document.begins)!r}")]


def kind(text: str) -> str | None:
    """What kind of file of a project a text is; None for any other text."""
    text = text[:_REACH].replace("\r\n", "\n").lstrip("\ufeff \t\n")
    if text[:5].lower() == "<?php":
        return "program code"
    if text[:1] == "<" or _FRONT_MATTER.match(text):
        return None
    if _LICENCE.search(text[:_LICENCE_REACH]):
        return "the text of a software licence"
    if _is_code(text):
        return "program code or settings"
    return "documentation of software" if _is_documentation(text) else None


def _is_code(text: str) -> bool:
    bare = _FENCED.sub("", _COMMENTS.sub("", text))
    if len(_MARKED.findall(bare)) >= _FEW_MARKED:
        return True
    lines = [line[:_LONGEST].rstrip() for line in bare.split("\n")[:_LINES]]
    lines = [line for line in lines if line.strip() and not _COMMENT.match(line)]
    if len(lines) < 2 or sum(_SENTENCE.match(line) is not None for line in lines) >= _SENTENCES:
        return False
    sure = sum(_SURE.match(line) is not None for line in lines)
    likely = sum(_SURE.match(line) is None and _LIKELY.match(line) is not None for line in lines)
    if _SECTION.match(bare):
        return True
    nested = len(_NESTED.findall(bare))
    if nested >= _FEW_NESTED and sure + likely >= _ALL_BUT * len(lines):
        return True
    return (sure >= _FEW_SURE or sure == len(lines)) and 2 * sure >= likely and 2 * (sure + likely) >= len(lines)


def _is_documentation(text: str) -> bool:
    if not _HEADED.match(text):
        return False
    headings = [m[1] or m[2] for m in _HEADING.finditer(text)]
    named = sum(_OF_DOCUMENTS.match(heading) is not None for heading in headings)
    return named >= _MANY_HEADINGS or (named >= _FEW_HEADINGS and len(_OF_CODE.findall(text)) >= _FEW_CODE)
