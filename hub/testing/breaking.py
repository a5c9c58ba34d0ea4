"""Broken objects made of sound ones: each field once gone, once null, and once of every wrong type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from .cases import Case, Manifest

GONE: Any = object()
WRONG: tuple[Any, ...] = (GONE, None, "", "?", -1, 10**12, True, {}, {"?": None}, [], [None], ["?"])
"""What is put in a field's place."""

Path = tuple[str | int, ...]


class Break(NamedTuple):
    """One object with one field broken, and whose place it takes: the n-th object of a case."""

    case: str
    number: int
    path: Path
    wrong: Any
    object: Manifest

    def __str__(self) -> str:
        what = "gone" if self.wrong is GONE else repr(self.wrong)
        return f"case {self.case}, object {self.number + 1}, {'.'.join(map(str, self.path))} {what}"


def breaks(cases: Iterable[Case]) -> Iterator[Break]:
    """Each field of each kind broken in each way, once: in the case that fell to it, in turn."""
    fields: dict[tuple[Any, ...], list[tuple[str, int, Path, Manifest]]] = {}
    for case in cases:
        for number, manifest in enumerate(case.objects):
            kind = manifest.get("apiVersion"), manifest.get("kind")
            for path in paths(manifest):
                alike = tuple("*" if isinstance(step, int) else step for step in path)
                fields.setdefault((*kind, *alike), []).append((case.name, number, path, manifest))
    turn = 0
    for found in fields.values():
        for wrong in WRONG:
            turn += 1
            case_name, number, path, manifest = found[turn % len(found)]
            yield Break(case_name, number, path, wrong, broken(manifest, path, wrong))


def paths(value: Any, so_far: Path = ()) -> Iterator[Path]:
    """Every field and item below a value."""
    inside: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    for step, below in inside:
        yield (*so_far, step)
        yield from paths(below, (*so_far, step))


def broken(value: Any, path: Path, wrong: Any) -> Any:
    """A copy with what is at the path replaced, or gone. Only the way down is copied."""
    if not path:
        return wrong
    step, *rest = path
    copy: Any = list(value) if isinstance(value, list) else dict(value)
    if wrong is GONE and not rest:
        del copy[step]
    else:
        copy[step] = broken(value[step], tuple(rest), wrong)
    return copy
