"""Records as pages of text: titles, named values, sentences that wrap."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from textwrap import wrap

from hub.core.explaining import Explanation
from hub.faces.cli import cells, screen
from hub.faces.cli.layout import Piece

Line = list[Piece]


def put_explanation(told: Explanation) -> None:
    """Print why."""
    screen.put([*heading(told.summary, cells.PHASES.get(told.phase, "")), *sections(told)])


def sections(told: Explanation) -> Iterable[Line]:
    for section in told.sections:
        yield []
        yield [(section.title, "bold")]
        for words in section.lines:
            yield from sentence(words)


def heading(words: str, style: str) -> list[Line]:
    return [[(line, style)] for line in wrap(cells.clean(words), width()) or [""]]


def sentence(words: str) -> Iterable[Line]:
    """One sentence, wrapped, with the later lines further in. A command line is left alone."""
    if words.startswith(("hub ", "kubectl ")):
        return [[("  " + words, "")]]
    lines = wrap(
        cells.clean(words), width(), initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
    )
    return [[(line, "")] for line in lines]


def named(pairs: Sequence[tuple[str, str]], indent: str = "") -> list[Line]:
    """Names and values in two columns; values that are empty are left out, long ones wrap on a screen."""
    shown = [(name, cells.clean(value)) for name, value in pairs if value]
    most = max((len(name) for name, _ in shown), default=0)
    found: list[Line] = []
    for name, value in shown:
        first, *rest = _wrapped(value, len(indent) + most + 2)
        found.append([(f"{indent}{name:<{most}}  ", "dim"), (first, "")])
        found += [[(" " * (len(indent) + most + 2) + line, "")] for line in rest]
    return found


def _wrapped(value: str, used: int) -> list[str]:
    """Into a pipe each value stays on its line, where grep finds it."""
    room = screen.room()
    if room is None:
        return [value]
    return wrap(value, max(room - used, 20), break_on_hyphens=False) or [""]


def width() -> int:
    """How wide text is set: the screen's width, at most what reads well."""
    return min(shutil.get_terminal_size((100, 24)).columns, 110)
