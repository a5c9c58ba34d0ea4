"""``hub kit``: the conformance kit on one adapter, or on all that is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from hub.faces.cli.asked import Asked, verb

if TYPE_CHECKING:
    from hub.testing.bench import Bench

Names = Annotated[
    list[str] | None,
    typer.Argument(metavar="ADAPTER", help="A type, or a plugin for all of its types; without one, all."),
]


@verb
def kit(asked: Asked, names: Names = None) -> int:
    """Judge an adapter by the laws that every adapter keeps.

    \b
      hub kit rayjob     one type
      hub kit ray        every type of a plugin
    """
    from hub.errors import Usage
    from hub.faces.cli import faults
    from hub.registry import load
    from hub.testing.bench import benches
    from hub.testing.cases import CaseError

    registry = load()
    unsound = faults.note(registry.faults)
    try:
        found = benches(tuple(names or ()), registry)
    except CaseError as error:
        raise Usage(str(error)) from None
    broken = [bench for bench in found if _judged(bench)]
    return 1 if broken else unsound


def _judged(bench: Bench) -> int:
    """How many laws it breaks; each is told as soon as it is known."""
    from hub.faces.cli import screen
    from hub.testing.laws import LAWS

    broken = 0
    for law in LAWS:
        breaches = law.breaches(bench)
        broken += bool(breaches)
        for line in breaches:
            screen.put([[(f"{bench.adapter.name}  ", "bold"), (f"{law.name}: ", "red"), (line, "")]])
    kept, cases = len(LAWS) - broken, len(bench.cases)
    told = f"{kept} of {len(LAWS)} laws kept, {cases} case{'' if cases == 1 else 's'}"
    screen.put([[(f"{bench.adapter.name}  ", "bold"), (told, "red" if broken else "green")]])
    return broken
