"""Broken objects made of sound ones: each field once gone, once null, and once of every wrong type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from hub.model import Obj

from .cases import Case, Manifest

GONE: Any = object()
WRONG: tuple[Any, ...] = (GONE, None, "", "?", -1, {"?": None}, [None])
MORE: tuple[Any, ...] = (10**12, True, {}, [], ["?"], "\U0001f6a2" * 50)
"""What is put in a field's place: all of `WRONG`, and one of `MORE` in turn."""
MOST = 3000
"""How many broken objects are enough for one adapter: of more, some are left out, evenly."""

Path = tuple[str | int, ...]


class Break(NamedTuple):
    """One object with one field broken, and the step of the case in which it is seen so."""

    case: str
    step: int
    sound: Manifest
    path: Path
    wrong: Any

    @property
    def object(self) -> Manifest:
        found: Manifest = broken(self.sound, self.path, self.wrong)
        return found

    def __str__(self) -> str:
        what = "gone" if self.wrong is GONE else repr(self.wrong)
        name = f"{self.sound.get('kind')} {Obj(self.sound).name}"
        return f"case {self.case}, step {self.step + 1}, {name}, {'.'.join(map(str, self.path))} {what}"


def breaks(cases: Iterable[Case], most: int = MOST) -> Iterator[Break]:
    """Each field of each kind broken in each way, once: in one of the cases that have it, in turn."""
    fields: dict[tuple[Any, ...], list[Break]] = {}
    for case in cases:
        for number, step in enumerate(case.steps):
            for manifest in step.seen:
                for path in paths(manifest):
                    alike = tuple("*" if isinstance(part, int) else part for part in path)
                    field = (manifest.get("apiVersion"), manifest.get("kind"), *alike)
                    fields.setdefault(field, []).append(Break(case.name, number, manifest, path, None))
    chosen = [
        found[(turn + number) % len(found)]._replace(wrong=wrong)
        for turn, found in enumerate(fields.values())
        for number, wrong in enumerate((*WRONG, MORE[turn % len(MORE)]))
    ]
    few = most / max(len(chosen), most)
    yield from (each for number, each in enumerate(chosen) if int(number * few) < int((number + 1) * few))


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
