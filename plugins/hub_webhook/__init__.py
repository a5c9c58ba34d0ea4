"""Tells somebody over HTTP what happens to workloads: as signed JSON, or as a message in Slack or Teams.

Here belong the three shapes and the POST. When something is told, what is told, and that it is told again
where it did not arrive, is the hub's. ``HUB_WEBHOOK_URL``, ``HUB_SLACK_URL`` and ``HUB_TEAMS_URL`` say where.
"""

from collections.abc import Iterable

from hub.plugin import Notifier, hookimpl

from . import shapes
from .posting import poster


@hookimpl
def hub_notifiers() -> Iterable[Notifier]:
    return (
        Notifier(name="webhook", tell=poster("webhook", shapes.plain)),
        Notifier(name="slack", tell=poster("slack", shapes.slack)),
        Notifier(name="teams", tell=poster("teams", shapes.teams)),
    )
