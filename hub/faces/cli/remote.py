"""The verbs that a server can be asked for: `--server URL`, in place of a cluster."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from time import sleep
from typing import TYPE_CHECKING

from hub.errors import HubError, NotFound, Usage
from hub.faces.cli import screen
from hub.faces.cli.asked import Asked

if TYPE_CHECKING:
    from hub.client import Client
    from hub.faces.cli.steering import Order
    from hub.faces.cli.workloads import View
    from hub.model import Workload

ABLE = "ls, show, explain, events, history, stop, run, restart, scale, delete"
PACE = 1.0
"""Seconds between two looks at what is waited for."""


def refused(server: str) -> Usage:
    """For a verb that goes to the cluster itself."""
    place = server.partition("?")[0]
    return Usage(f"{place} can be asked for {ABLE}; leave out --server (HUB_SERVER) for other verbs")


def checked(**unable: object) -> None:
    """Raises `Usage` for options that a server cannot be asked with."""
    if wrong := [name for name, value in unable.items() if value]:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in wrong)
        raise Usage(f"a server cannot be asked with {options}; leave that out, or --server (HUB_SERVER)")


@contextmanager
def client(asked: Asked) -> Iterator[Client]:
    """The server that the settings name."""
    from hub.client import Client

    settings = asked.settings
    with Client(settings.server, settings.token) as made:
        yield made


def ls(asked: Asked, view: View, watch: bool, **which: object) -> None:
    from hub.client.calls import Which
    from hub.faces.cli import workloads

    question = Which(**which)  # type: ignore[typeddict-item]
    checked(watch=watch)
    with client(asked) as server:
        found = server.list(**question, namespaces=asked.settings.namespaces)
    workloads.put(found, datetime.now(UTC), view)
    if not found and view.output in ("table", "wide"):
        screen.note("nothing found of what you may see there")


def show(asked: Asked, key: str, output: str) -> None:
    from hub.faces.cli import details, formats

    with client(asked) as server:
        workload = server.show(key)
    if output != "text":
        formats.put_document(workload, output)
    else:
        details.put(workload, datetime.now(UTC))


def explain(asked: Asked, key: str, output: str) -> None:
    from hub.faces.cli import formats, prose

    with client(asked) as server:
        told = server.explain(key)
    if output != "text":
        formats.put_document(told, output)
    else:
        prose.put_explanation(told)


def events(asked: Asked, key: str, output: str, search: str, since: float | None) -> None:
    from hub.faces.cli.tables.events import Row, put

    now = datetime.now(UTC)
    with client(asked) as server:
        found = server.events(_named(key), search)
    begin = None if since is None else now - timedelta(seconds=since)
    put([Row(one, now) for one in found if begin is None or (one.time and one.time >= begin)], output)


def history(asked: Asked, key: str, output: str, since: float | None, limit: int) -> None:
    from hub.faces.cli.tables.history import put

    now = datetime.now(UTC)
    with client(asked) as server:
        found = server.history(_named(key))
    begin = None if since is None else now - timedelta(seconds=since)
    put([one for one in found if begin is None or one.at >= begin][-limit:], now, output)


def steer(asked: Asked, order: Order) -> int:
    """As `steering.steer`; the exit code is that of the first that failed."""
    from hub.faces.cli.steering import agreed

    codes: list[int] = []
    checked(wait=order.wait and order.verb in ("restart", "scale"))
    with client(asked) as server:
        chosen = _chosen(server, order, codes)
        if chosen and not agreed(order, chosen):
            raise HubError("nothing was done")
        codes += [_one(server, order, workload) for workload in chosen]
    return next((code for code in codes if code), 0)


def _chosen(server: Client, order: Order, codes: list[int]) -> list[Workload]:
    from hub.faces.cli.steering import able

    if order.filter:
        return able(order, server.list(filter=order.filter))
    found = {}
    for key in order.keys:
        try:
            workload = server.show(key)
            found[workload.uid] = workload
        except HubError as error:
            screen.note(str(error))
            codes.append(error.exit_code)
    return list(found.values())


def _one(server: Client, order: Order, workload: Workload) -> int:
    key = workload.key
    try:
        for line in server.act(order.verb, key, order.replicas, order.dry_run):
            screen.say(f"{key}: {line}")
        return _wait(server, key, order.verb) if order.wait and not order.dry_run else 0
    except HubError as error:
        screen.note(f"{key}: {error}")
        return error.exit_code


def _wait(server: Client, key: str, verb: str) -> int:
    """Until it has come about; phases on the way are told on stderr."""
    from hub.faces.cli.waiting import verdict

    told = None
    while True:
        try:
            workload = server.show(key)
        except NotFound:
            return verdict(None, verb) or 0
        if workload.phase != told:
            told = workload.phase
            screen.note(f"{key}: {told} ({workload.message or workload.reason})")
        if (code := verdict(workload, verb)) is not None:
            return code
        sleep(PACE)


def _named(key: str) -> str:
    if not key:
        raise Usage("a server tells this of one workload; name its KEY (`hub ls` shows keys)")
    return key


def phases(given: Sequence[str] | None) -> tuple[str, ...]:
    """Phases as they were typed, some in one word."""
    return tuple(word for words in given or () for word in words.split(","))
