"""Tables as lines of text: columns as wide as they need, narrower where the terminal is.

Pure. rich's tables are not used: they cost 50 ms of import, about a millisecond a row, shorten keys
before messages, and cut what goes into a pipe.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from rich.cells import cell_len, set_cell_size

Row = TypeVar("Row")
GAP = "  "


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column of records of one sort.

    ``least`` is how narrow it may become (0: never narrower than it needs); the last such column
    gives way first. A column that is ``optional`` is left out while all its cells are blank, a
    ``spare`` one where there is no room for it beside the others at their full width.
    """

    head: str
    cell: Callable[[Row], str]
    least: int = 0
    right: bool = False
    optional: bool = False
    spare: bool = False
    wide: bool = False
    style: Callable[[Row], str] | None = None


Piece = tuple[str, str]
"""A text and its style."""


def table(
    columns: Sequence[Column[Row]], rows: Sequence[Row], room: int | None, held: dict[str, int] | None = None
) -> list[list[Piece]]:
    """Header and rows as styled pieces. ``room`` is the terminal's width; ``None`` cuts nothing.

    ``held`` remembers the widest each column was, so that a table drawn again does not jump.
    """
    texts = {column.head: [column.cell(row) for row in rows] for column in columns}
    shown = [c for c in columns if not c.optional or any(texts[c.head]) or (held and c.head in held)]
    needs = {column.head: _widest(column, texts[column.head], held) for column in shown}
    shown = spared(shown, needs, room)
    widths = fit(shown, [needs[column.head] for column in shown], room)
    lines = [_line(shown, widths, [(column.head, "dim") for column in shown])]
    for at, row in enumerate(rows):
        cells = [(texts[c.head][at], c.style(row) if c.style else "") for c in shown]
        lines.append(_line(shown, widths, cells))
    return lines


def spared(shown: list[Column[Row]], needs: dict[str, int], room: int | None) -> list[Column[Row]]:
    """The columns that there is room for: spare ones go, the last first, before any other is shortened."""
    kept = list(shown)
    for column in reversed(shown):
        least = sum((c.least or needs[c.head]) if c.spare else needs[c.head] for c in kept)
        if room is not None and column.spare and least + len(GAP) * (len(kept) - 1) > room:
            kept.remove(column)
    return kept


def fit(columns: Sequence[Column[Row]], widths: Sequence[int], room: int | None) -> list[int]:
    """The widths that fit into ``room``: those that may give way do, from the last to the first."""
    fitted = list(widths)
    if room is None:
        return fitted
    over = sum(fitted) + len(GAP) * (len(fitted) - 1) - room
    for at in reversed(range(len(fitted))):
        least = columns[at].least
        if least and over > 0:
            given = min(over, max(0, fitted[at] - least))
            fitted[at] -= given
            over -= given
    return fitted


def text(line: Iterable[Piece]) -> str:
    """A line without its styles."""
    return "".join(piece for piece, _ in line)


def shorten(words: str, width: int) -> str:
    """Cut to this many terminal cells, with an ellipsis where something is missing."""
    return words if cell_len(words) <= width else set_cell_size(words, max(0, width - 1)) + "…"


def _widest(column: Column[Row], cells: Iterable[str], held: dict[str, int] | None) -> int:
    width = max(map(cell_len, cells), default=0)
    width = max(width, len(column.head))
    if held is not None:
        width = held[column.head] = max(width, held.get(column.head, 0))
    return width


def _line(columns: Sequence[Column[Row]], widths: Sequence[int], cells: Sequence[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    last = len(cells) - 1
    for at, (words, style) in enumerate(cells):
        shown = shorten(words, widths[at])
        blank = " " * (widths[at] - cell_len(shown))
        before, after = (blank, "") if columns[at].right else ("", blank)
        pieces.append((before, ""))
        pieces.append((shown, style))
        pieces.append(("" if at == last else after + GAP, ""))
    return [piece for piece in pieces if piece[0]]
