"""Small notations that people type: NAME=VALUE, volumes. Each raises `ValueError` with what it takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

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


def values(words: Iterable[str]) -> dict[str, Any]:
    """``NAME=VALUE`` each, the value as JSON where it is some; or a whole JSON object."""
    found: dict[str, Any] = {}
    for word in words:
        found |= _object(word) if word.lstrip().startswith("{") else _valued(word)
    return found


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is not JSON: {error}") from None
    assert isinstance(found, dict)  # it begins with a brace
    return found


def _valued(word: str) -> dict[str, Any]:
    [(name, value)] = pairs([word]).items()
    try:
        return {name: json.loads(value)}
    except ValueError:
        return {name: value}


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
