"""Waiting until a cluster can be used, and saying which part of it cannot."""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from hub.errors import HubError
from hub_local import components, machine, pki
from hub_local.records import NodeStatus
from hub_local.running import Running

_API = 90.0  # seconds; on an idle machine it takes three
_NODES = 30.0
_HOPELESS = 4  # restarts, which take four seconds


def wait_for_api(running: Running) -> None:
    """Until the API server says it is ready, asked the way everybody outside asks."""
    ask = _asker(running, "/readyz")

    def ready() -> bool:
        _raise_for_crashes(running)
        return ask()

    if not _within(_API, ready):
        words = machine.last_line(running.folder.log(components.API))
        raise HubError(f"the API server is not ready after {_API:.0f} s; its last words: {words}")


def _raise_for_crashes(running: Running) -> None:
    """What ends as often as it is started will not get better."""
    for each in running.components():
        if each.state != "running" and each.restarts >= _HOPELESS:
            words = machine.last_line(running.folder.log(each.name))
            advice = f"if its data are damaged, begin anew with: hub down {running.folder.name} --purge"
            raise HubError(f"{each.name} does not stay up ({each.last_exit}): {words}; {advice}")


def wait_for_nodes(running: Running, count: int, since: datetime) -> bool:
    """Until so many nodes are ready and have said so after `since`; False when that takes too long.

    A cluster that was down believes for a while what its nodes said last.
    """

    def enough() -> bool:
        return sum(node.ready and node.seen >= since for node in nodes(running)) >= count

    return _within(_NODES, enough, pause=0.3)


def wait_for_accounts(running: Running) -> bool:
    """Until pods can be made: admission refuses them before the namespace has its ServiceAccount."""
    return _within(_NODES, lambda: _has_account(running), pause=0.3)


def _has_account(running: Running) -> bool:
    asked = ("get", "serviceaccount", "default", "--namespace=default", "--ignore-not-found", "--output=name")
    return bool(running.kubectl(*asked))


def nodes(running: Running) -> tuple[NodeStatus, ...]:
    items = json.loads(running.kubectl("get", "nodes", "-o", "json"))["items"]
    return tuple(map(_node, items))


def _node(item: dict[str, Any]) -> NodeStatus:
    room = item["status"].get("allocatable", {})
    conditions = {each["type"]: each for each in item["status"].get("conditions", [])}
    ready = conditions.get("Ready", {})
    seen = datetime.fromisoformat(ready.get("lastHeartbeatTime", item["metadata"]["creationTimestamp"]))
    amounts = (str(room.get(kind, "0")) for kind in ("cpu", "memory", "nvidia.com/gpu", "pods"))
    return NodeStatus(item["metadata"]["name"], ready.get("status") == "True", seen, *amounts)


def _asker(running: Running, path: str) -> Callable[[], bool]:
    keys = running.plan.pki
    trust = ssl.create_default_context(cafile=keys.file("ca.crt"))
    headers = {"Authorization": f"Bearer {keys.tokens()[pki.ADMIN]}"}
    request = Request(f"https://{components.LOCAL}:{running.plan.ports.outside}{path}", headers=headers)

    def ask() -> bool:
        try:
            with urlopen(request, timeout=5, context=trust) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    return ask


def _within(seconds: float, done: Callable[[], bool], pause: float = 0.1) -> bool:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True
