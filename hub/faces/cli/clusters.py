"""Local clusters on the command line: who makes them, what is asked for, how they are."""

from __future__ import annotations

from dataclasses import asdict, replace

from hub.errors import HubError, NoCluster, Usage, nearest
from hub.faces.cli import formats, screen
from hub.faces.cli.layout import Column, table
from hub.faces.cli.prose import named
from hub.model import quantity
from hub.plugin import Component, LocalCluster, LocalStatus
from hub.settings import Settings

USUAL = "local"
"""The name of a cluster that got none."""


def provider() -> LocalCluster:
    """The plugin that makes clusters on this machine. Raises `HubError` when there is none."""
    from hub.registry import registered

    found, faults = registered("hub_local_clusters")
    if not found:
        why = f" ({faults[0]})" if faults else ""
        raise HubError(f"no plugin makes local clusters{why}; `pip install 'workload-hub[local]'` brings one")
    record: LocalCluster = found[0].record
    return record


def known_operators() -> tuple[str, ...]:
    """The operators that local clusters can start; none where no plugin makes such clusters."""
    try:
        return tuple(provider().operators)
    except HubError:
        return ()


def operators(cluster: LocalCluster, text: str) -> tuple[str, ...]:
    """The operators of ``--with``. Raises `Usage` for one that this cluster does not know."""
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    for name in names:
        if name not in cluster.operators:
            known = ", ".join(cluster.operators) or "none"
            raise Usage(f"--with: there is no {name!r}{nearest(name, cluster.operators)}; there are {known}")
    return names


def at_hand(settings: Settings) -> Settings:
    """With the running local cluster, where no kubeconfig names another: who has just one need not say so."""
    from hub.cluster.kubeconfig import candidates, inside

    if settings.server:
        from hub.faces.cli.remote import refused

        raise refused(settings.server)
    if settings.kubeconfig or inside() or list(candidates(None)):
        return settings
    try:
        cluster = provider()
    except HubError:
        return settings
    running = cluster.running()
    if USUAL not in running and len(running) > 1:
        names, first = ", ".join(running), next(iter(running.values()))
        what = f"no kubeconfig was found, and several local clusters run: {names}"
        raise NoCluster(f"{what}; choose one, for instance with --kubeconfig {first}")
    found = running.get(USUAL) or next(iter(running.values()), None)
    return replace(settings, kubeconfig=str(found)) if found else settings


def whole(text: str, option: str, least: int = 0) -> int | None:
    """A whole number, or nothing where nothing is said. Raises `Usage`."""
    if not text:
        return None
    if not text.isdecimal() or int(text) < least:
        raise Usage(f"{option} {text!r} is no whole number of at least {least}")
    return int(text)


def size(text: str, option: str) -> int | None:
    """A Kubernetes quantity in bytes, or nothing where nothing is said. Raises `Usage`."""
    if text and not quantity(text) >= 1:
        raise Usage(f"{option} {text!r} is no amount of memory; write for instance 64Gi")
    return int(quantity(text)) if text else None


def say(words: str) -> None:
    """Progress: to stderr, so that the output stays what was asked for."""
    screen.err(words)


def put(status: LocalStatus, output: str) -> int:
    """Print how the cluster is; the exit code: 1 when it does not run."""
    if output != "text":
        formats.put_document(asdict(status) | {"kubeconfig": str(status.kubeconfig or "") or None}, output)
    else:
        _page(status)
    return 0 if status.running else 1


def _page(status: LocalStatus) -> None:
    screen.put(
        named(
            [
                ("Cluster", status.name),
                ("State", "running" if status.running else "down; `hub up` starts it"),
                ("Pods run", status.mode),
                ("Kubeconfig", str(status.kubeconfig or "")),
                *status.servers.items(),
            ]
        )
    )
    if status.components:
        screen.put([[], *table(COLUMNS, status.components, screen.room())])


STATES = {"running": "green", "starting": "yellow", "waiting": "yellow", "crashed": "bold red"}
COLUMNS: tuple[Column[Component], ...] = (
    Column("COMPONENT", lambda one: one.name),
    Column("STATE", lambda one: one.state, style=lambda one: STATES.get(one.state, "dim")),
    Column("PID", lambda one: str(one.pid or ""), right=True),
    Column("RESTARTS", lambda one: str(one.restarts), right=True),
    Column("DETAIL", lambda one: one.detail, least=12, optional=True),
)
