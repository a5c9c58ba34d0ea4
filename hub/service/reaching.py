"""Where a workload is reached: the pod and port behind one of its connections, and the container to enter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import msgspec

from hub.errors import HubError, NotFound, Refused, Usage, nearest
from hub.model import Connection, Pod, PodState, Workload

if TYPE_CHECKING:
    from hub.cluster.inside import Place

    from .hub import Hub

API = "/api/v1/namespaces"


class Way(NamedTuple):
    """A connection, and the port on this machine that leads to it (0: any that is free)."""

    connection: Connection
    local: int


class End(NamedTuple):
    """What a connection leads to now."""

    namespace: str
    pod: str
    port: int


def ways(workload: Workload, wanted: Sequence[str]) -> list[Way]:
    """What to forward: all, or those named ``NAME``, ``PORT``, ``LOCAL:NAME`` or ``LOCAL:PORT``."""
    if not wanted:
        if not workload.connections:
            raise Refused(f"{workload.key} names no port; name one that it listens on: --port 8000")
        return [Way(each, each.port if each.port >= 1024 else 0) for each in workload.connections]
    return [_way(workload, word) for word in wanted]


def _way(workload: Workload, word: str) -> Way:
    first, colon, last = word.partition(":")
    name = last if colon else first
    known = {each.name: each for each in workload.connections}
    known |= {str(each.port): each for each in reversed(workload.connections)}
    connection = known.get(name)
    if connection is None and name.isdecimal() and 0 < int(name) < 65536:
        connection = Connection(name=name, port=int(name))
    if connection is None or (colon and not first.isdecimal()):
        names = ", ".join(each.name for each in workload.connections) or "none"
        raise Usage(
            f"--port {word!r}{nearest(name, known)}: it has {names}; a number or LOCAL:NAME will do, too"
        )
    port = connection.port if connection.port >= 1024 else 0
    return Way(connection, int(first) if colon else port)


async def end(hub: Hub, workload: Workload, connection: Connection) -> End:
    """The pod and port behind a connection, as they are now. Raises `HubError` where none is ready."""
    if connection.service:
        return await _behind(hub, workload.namespace, connection)
    pod = chosen(hub, workload.key)
    return End(pod.namespace, pod.name, connection.port)


async def _behind(hub: Hub, namespace: str, connection: Connection) -> End:
    """A ready pod of the service, and the port that its own leads to (`ServicePort.targetPort`)."""
    session, name = hub.live(), connection.service
    service = msgspec.json.decode(await session.get(f"{API}/{namespace}/services/{name}"))["spec"]
    selector = service.get("selector")
    if not selector:
        raise Refused(f"service {name} leads to no pods of its own; reach it from inside of the cluster")
    query = urlencode({"labelSelector": ",".join(f"{key}={value}" for key, value in selector.items())})
    found = msgspec.json.decode(await session.get(f"{API}/{namespace}/pods?{query}"))["items"] or ()
    pod = next((each for each in found if _ready(each)), None)
    if pod is None:
        raise NotFound(f"no pod behind service {name} is ready")
    return End(namespace, pod["metadata"]["name"], _target(service, pod, connection.port))


def _ready(pod: Mapping[str, Any]) -> bool:
    states = {each["type"]: each["status"] for each in pod["status"].get("conditions") or ()}
    return states.get("Ready") == "True" and not pod["metadata"].get("deletionTimestamp")


def _target(service: Mapping[str, Any], pod: Mapping[str, Any], port: int) -> int:
    """The pod's own port: a number, or the name of a container's port; left out, the service's."""
    found: Mapping[str, Any] = next((each for each in service.get("ports") or () if each["port"] == port), {})
    target = found.get("targetPort") or port
    if isinstance(target, int):
        return target
    ports = (each for c in pod["spec"]["containers"] for each in c.get("ports") or ())
    return next((each["containerPort"] for each in ports if each.get("name") == target), port)


def chosen(hub: Hub, key: str, name: str = "") -> Pod:
    """The pod that is meant: the named one, else the first that is ready, the leading role before others."""
    workload, pods = hub.find(key), hub.pods(key)
    if name:
        if pod := next((pod for pod, _ in pods if pod.name == name), None):
            return pod
        raise NotFound(f"{key} has no pod {name}{nearest(name, workload.pods)}: {', '.join(workload.pods)}")
    order = {each.role: place for place, each in enumerate(workload.pod_sets)}
    able = [pair for pair in pods if pair[0].active and _runs(pair[0])]
    able.sort(key=lambda pair: (pair[0].state is not PodState.READY, order.get(pair[1], len(order))))
    if not able:
        why = "it has ended" if workload.phase.final else f"it is {workload.phase}"
        raise Refused(f"{key} has no pod that runs: {why}; `hub explain {key}` says more")
    return able[0][0]


def _runs(pod: Pod) -> bool:
    return any(each.role == "main" and each.state == "running" for each in pod.containers)


def container(pod: Pod, name: str = "") -> Place:
    """The container to enter: the named one, else the first of its own. Raises `HubError`."""
    from hub.cluster.inside import Place

    known = [each.name for each in pod.containers]
    if name and name not in known:
        raise NotFound(f"pod {pod.name} has no container {name}{nearest(name, known)}: {', '.join(known)}")
    main = [each for each in pod.containers if (each.name == name if name else each.role == "main")]
    if not main or main[0].state != "running":
        raise HubError(f"no container of pod {pod.name} runs that could be entered")
    return Place(pod.namespace, pod.name, main[0].name)
