"""Secrets in what programs print, masked. Pure; for bytes, as logs are."""

from __future__ import annotations

import re

MASK = b"\xe2\x80\xa2\xe2\x80\xa2\xe2\x80\xa2"
"""Three dots: whoever reads it sees that something was there."""
_WORDS = (
    b"passw",
    b"token",
    b"secret",
    b"api",
    b"credential",
    b"bearer",
    b"akia",
    b"asia",
    b"eyj",
    b"key",
    b"://",
)
"""One of them is in whatever is masked: what has none is not looked at again."""
_SECRET = rb"passw(?:or)?d|passwd|token(?!s)|secret|api[-_.]?key|access[-_.]?key|credentials?"
_NAME = rb"[\w.-]{0,40}(?:" + _SECRET + rb")[\w-]{0,20}"
_VALUES = re.compile(
    rb"(?P<name>(?:" + _NAME + rb")[\"']?\s{0,2}[=:]\s{0,2}[\"']?)(?P<value>[^\s\"',;&]{4,})"
    rb"|(?P<scheme>\bBearer\s+)[\w.~+/-]{8,}=*"
    rb"|(?P<user>://[^\s/:@]{1,80}:)[^\s/@]{1,200}(?=@)"
    rb"|\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"
    rb"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+",
    re.I,
)


def masked(text: bytes) -> bytes:
    """The same without what looks like a secret: values of such names, tokens, passwords in URLs."""
    low = text.lower()
    if not any(word in low for word in _WORDS):
        return text
    return _VALUES.sub(_mask, text)


def _mask(found: re.Match[bytes]) -> bytes:
    kept = found["name"] or found["scheme"] or found["user"] or b""
    return kept + MASK
