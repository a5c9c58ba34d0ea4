"""Saying how far a long task is: a live line on a terminal, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

PLAIN_LINE_EVERY = 10.0  # seconds

Say = Callable[[str], None]


@contextmanager
def progress(say: Say) -> Iterator[Say]:
    """What to call with the current state, as often as one likes."""
    console = Console(stderr=True)
    if not (console.is_terminal and sys.stdout.isatty()):
        yield _now_and_then(say)
        return
    with console.status("") as status:
        yield lambda text: status.update(text)


def _now_and_then(say: Say) -> Say:
    said = time.monotonic()

    def tell(text: str) -> None:
        nonlocal said
        if time.monotonic() - said >= PLAIN_LINE_EVERY:
            said = time.monotonic()
            say(text)

    return tell
