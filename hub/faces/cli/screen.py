"""Where output goes: a terminal, with colours and a width, or a pipe, with neither."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hub.faces.cli.layout import Piece, text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def terminal() -> bool:
    """Whether a person looks at what we print."""
    return sys.stdout.isatty()


def room() -> int | None:
    """How many cells a line may have; ``None`` for a pipe."""
    return shutil.get_terminal_size().columns if terminal() else None


def coloured() -> bool:
    """Colours only on a terminal that has them, and not where NO_COLOR is set (no-color.org)."""
    return terminal() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def put(lines: Sequence[Sequence[Piece]]) -> None:
    """Print styled lines."""
    if not coloured():
        sys.stdout.write("".join(text(line).rstrip() + "\n" for line in lines))
        return
    console().print(rich_text(lines), soft_wrap=True)


def say(words: str = "") -> None:
    """Print one line as it is."""
    sys.stdout.write(words + "\n")


def note(words: str) -> None:
    """Tell the person something beside the output: to stderr, so that pipes stay clean."""
    err(f"hub: {words}")


def err(words: str) -> None:
    """One line to stderr, at once."""
    sys.stderr.write(words + "\n")
    sys.stderr.flush()


def console() -> Console:
    """A console that takes our words as they are: no markup, no emoji, no guesses what to highlight."""
    from rich.console import Console

    return Console(highlight=False, markup=False, emoji=False)


def rich_text(lines: Iterable[Iterable[Piece]]) -> Text:
    """Styled lines as one rich text."""
    from rich.text import Text

    whole = Text(no_wrap=True, end="")
    return Text("\n").join([Text.assemble(*line, no_wrap=True) for line in lines]) + whole


def flush() -> None:
    """What was printed reaches its reader now."""
    sys.stdout.flush()
