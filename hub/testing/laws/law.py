"""A law as a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from hub.testing.bench import Bench

SHOWN = 20
"""How many breaches of one law are told: more tell nothing new."""


class Law(NamedTuple):
    """What must hold, in one sentence, and who looks whether it does."""

    name: str
    sentence: str
    check: Callable[[Bench], Iterator[str]]

    def breaches(self, bench: Bench) -> list[str]:
        """A line for each breach, the first `SHOWN`; none where the law is kept."""
        return list(dict.fromkeys(islice(self.check(bench), SHOWN)))
