"""What a framework's own tool is to be told, printed so that a shell can hand it on."""

from __future__ import annotations

from collections.abc import Sequence

from hub.cluster.kubeconfig import Target, target
from hub.core.typed import pairs
from hub.errors import NoCluster, Usage
from hub.faces.cli import screen
from hub.faces.cli.asked import Asked


def spark(asked: Asked, labels: Sequence[str], **said: str) -> int:
    """A ``--conf`` line for each property."""
    from hub_spark.properties import properties

    at, context = _target(asked), asked.settings.context
    namespace = next(iter(asked.settings.namespaces), at.namespace)
    made = properties(namespace=namespace, master=at.server, context=context, labels=_pairs(labels), **said)
    for name, value in made.items():
        if any(character.isspace() for character in name + value):
            raise Usage(
                f"{name}={value!r} has a space in it, at which a shell would split it; choose another"
            )
    for name, value in made.items():
        screen.say(f"--conf {name}={value}")
    return 0


def _pairs(labels: Sequence[str]) -> dict[str, str]:
    try:
        return pairs(labels)
    except ValueError as error:
        raise Usage(f"--label {error}") from None


def _target(asked: Asked) -> Target:
    """The cluster that the kubeconfig names; without one Spark is told no master."""
    try:
        return target(asked.settings.kubeconfig or None, asked.settings.context or None)
    except NoCluster as error:
        screen.note(f"no spark.master is printed: {error}")
        return Target(server="")
