"""From the words after `--with` to the operators to start, what they need first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.errors import Usage, nearest
from hub_local.operators.records import Operator
from hub_local.operators.table import BUNDLES, OPERATORS


def choose(names: Iterable[str]) -> list[Operator]:
    """Each operator once. Raises Usage for a name that is in no table."""
    return [OPERATORS[name] for name in dict.fromkeys(spread(names))]


def spread(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        known(name)
        if name in BUNDLES:
            yield from spread(BUNDLES[name])
        else:
            yield from spread(OPERATORS[name].needs)
            yield name


def known(name: str) -> None:
    words = [*OPERATORS, *BUNDLES]
    if name not in words:
        guess = nearest(name, words)
        raise Usage(f"--with {name}: there is no such operator{guess}; known: {', '.join(sorted(words))}")
