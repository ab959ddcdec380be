"""Sentences in which a site speaks of itself: cookies, browsers, logging in, subscribing. A page with no others has no
article."""

from __future__ import annotations

import re

from worker.wire.text import ANY_CASE

_LONGEST = 400
_WORDS = (
    r"\bcookies?\b", "java ?script", r"\bbrowser\b", r"\bcaptcha\b", r"\bad ?block", "access denied", "page not found",
    "passwor[dt]", "(?:page|story) (?:that )?you", r"\blog(?:ged)? ?(?:in|on|out)\b", r"\bsign(?:ed)? ?(?:in|up|out)\b",
    r"\byour (?:browser|device|consent|privacy|data|account|password|e-?mail|subscription|inbox|choices|connection)\b",
    r"\bsubscri(?:be|bers?|ption)\b", r"\bregister\b", "members only", "paid members", r"\ban account\b",
    "non-?commercial use", "rights reserved", r"\bcopyright\b", "©", r"\bnewsletter", r"\bloading\b", "try again",
    "please (?:wait|enable|ensure|check|verify|update|confirm)", "terms of (?:service|use)", "privacy polic",
    "app store", "google play", r"\bvendors\b", "third part(?:y|ies)", "over capacity", "something went wrong",
    "play video", r"\banmelden\b", r"\babo(?:nnieren|nnenten|s)?\b", "datenschutz", "melden sie sich", "registrieren",
    "inicia(?:r)? sesi", "suscr[ií]", r"assin(?:e|ante|atura)\b", "faça login", "connectez-vous", "abonn[eé]",
    "identifiez", "accedi", "abbonat", "inloggen", "logga in", "prenumer", "zaloguj", "bejelentkez", "előfizet",
    "giriş yap", "abone ol", "подпиш", "войдите", "로그인", "구독", "회원가입", "ログイン", "会員登録", "メールマガ",
    "購読", "登录", "密码", "パスワード", "пароль", "mot de passe",
    "contraseña", "登入", "订阅", "訂閱", "注册", "تسجيل الدخول", "התחבר",
)  # fmt: skip
_PROMPT = re.compile("|".join(_WORDS), ANY_CASE)


def is_prompt(line: str) -> bool:
    """Whether a line asks readers to do something on a site, or tells them of its terms. An article's sentence may look
    the same: only a page on which all do has no text."""
    return _PROMPT.search(line, 0, _LONGEST) is not None
