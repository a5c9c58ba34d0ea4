"""``hub doctor``: what was found, what is missing, and how to mend it."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

SettingsOnly = Annotated[
    bool, typer.Option("--settings", help="Print every setting, its value and where that came from.")
]


Testing = Annotated[
    bool, typer.Option("--test-notifiers", help="Send a test to every notifier that has an address, and end.")
]


@verb
def doctor(
    asked: Asked, settings: SettingsOnly = False, test_notifiers: Testing = False, output: o.Document = "text"
) -> int:
    """What was found, what is missing, and how to mend it."""
    import asyncio

    from hub.faces.cli import examining, formats

    formats.checked(output, formats.DOCUMENTS)
    if settings:
        from hub.faces.cli.tables import settings as table

        table.put(asked.settings, output)
        return 0
    if test_notifiers:
        from hub.faces.cli import notified

        return examining.put(asyncio.run(notified.tested(asked.settings)), output)
    return examining.put(asyncio.run(examining.examine(asked)), output)
