"""Small notations that people type: NAME=VALUE, volumes. Each raises `ValueError` with what it takes."""

from __future__ import annotations

from collections.abc import Iterable

from hub.model import Volume

_SOURCES = ("claim", "configmap", "secret")


def pairs(words: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE`` each; the last of a name wins."""
    found: dict[str, str] = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise ValueError(f"{word!r} must be NAME=VALUE")
        found[name] = value
    return found


def volume(text: str) -> Volume:
    """``CLAIM:/path``, ``configmap/NAME:/path``, ``secret/NAME:/path``, each with ``:ro`` or without."""
    source, _, place = text.partition(":")
    path, _, mode = place.partition(":")
    kind, slash, name = source.partition("/")
    kind, name = (kind, name) if slash else ("claim", source)
    if kind not in _SOURCES or not name or not path.startswith("/") or mode not in ("", "ro"):
        raise ValueError(
            "it must be CLAIM:/path, configmap/NAME:/path or secret/NAME:/path, with :ro at the end"
        )
    return Volume(kind, name, path, mode == "ro")
