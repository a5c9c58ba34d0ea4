"""Label selectors, as ``kubectl -l`` takes them: ``app=x,tier!=y,env in (a,b),!old,new``.

Source: "Labels and Selectors", kubernetes.io: requirements are joined by commas, all must hold;
``!=`` and ``notin`` also hold where the label is missing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from hub.errors import Usage

Labels = Mapping[str, str]
Selector = Callable[[Labels], bool]

_NAME = r"[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?"
_VALUE = r"(?:[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)?"
_FORMS = (
    (re.compile(rf"(?P<name>{_NAME})\s*(?P<sign>==?|!=)\s*(?P<values>{_VALUE})"), None),
    (re.compile(rf"(?P<name>{_NAME})\s+(?P<sign>in|notin)\s*\((?P<values>[^()]*)\)"), None),
    (re.compile(rf"(?P<sign>!?)\s*(?P<name>{_NAME})"), "exists"),
)


def parse(text: str) -> Selector:
    """The test that ``text`` writes. Raises `Usage`."""
    needed = [_requirement(part.strip(), text) for part in _parts(text)]
    return lambda labels: all(holds(labels) for holds in needed)


def _parts(text: str) -> list[str]:
    """Split at the commas that are not in brackets."""
    return re.split(r",(?![^()]*\))", text)


def _requirement(part: str, whole: str) -> Selector:
    for form, sort in _FORMS:
        if match := form.fullmatch(part):
            return _presence(match) if sort else _membership(match)
    hint = "write name=value, name!=value, name in (a,b), name or !name"
    raise Usage(f"{part!r} in the label selector {whole!r} is no requirement; {hint}")


def _presence(match: re.Match[str]) -> Selector:
    name, wanted = match["name"], not match["sign"]
    return lambda labels: (name in labels) is wanted


def _membership(match: re.Match[str]) -> Selector:
    name, wanted = match["name"], match["sign"] in ("=", "==", "in")
    values = frozenset(value.strip() for value in match["values"].split(","))
    return lambda labels: (labels.get(name) in values) is wanted
