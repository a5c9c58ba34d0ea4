"""What `hub connect` forwards, by what somebody asks for."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.errors import Refused, Usage
from hub.model import Connection, Workload
from hub.service.reaching import _target, ways


def workload(*connections: Connection) -> Workload:
    bare: dict[str, Any] = dict.fromkeys(Workload.__struct_fields__)
    return msgspec.structs.replace(Workload(**bare), key="rayjob/a/b", connections=connections)


DASHBOARD = Connection(name="dashboard", port=8265, service="head")
CLIENT = Connection(name="client", port=10001, service="head")
PAGE = Connection(name="notebook", port=80, service="nb")
FULL = workload(DASHBOARD, CLIENT, PAGE)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ((), [("dashboard", 8265, 8265), ("client", 10001, 10001), ("notebook", 80, 0)]),
        (("dashboard",), [("dashboard", 8265, 8265)]),
        (("9000:dashboard",), [("dashboard", 8265, 9000)]),
        (("10001",), [("client", 10001, 10001)]),
        (("9000:8265", "client"), [("dashboard", 8265, 9000), ("client", 10001, 10001)]),
        (("6006",), [("6006", 6006, 6006)]),
        (("22",), [("22", 22, 0)]),
    ],
)
def test_ports(wanted: tuple[str, ...], found: list[tuple[str, int, int]]) -> None:
    assert [(each.connection.name, each.connection.port, each.local) for each in ways(FULL, wanted)] == found


@pytest.mark.parametrize("word", ["dashbord", "x:8265", "0", "99999", ""])
def test_what_is_no_port(word: str) -> None:
    with pytest.raises(Usage, match="it has dashboard, client, notebook"):
        ways(FULL, [word])


def test_a_workload_that_names_no_port() -> None:
    with pytest.raises(Refused, match="names no port; name one that it listens on: --port 8000"):
        ways(workload(), ())


@pytest.mark.parametrize(("target", "port"), [(8888, 8888), ("http", 8080), ("nosuch", 80), (None, 80)])
def test_a_service_leads_to_the_pods_own_port(target: int | str | None, port: int) -> None:
    pod = {"spec": {"containers": [{}, {"ports": [{"name": "http", "containerPort": 8080}]}]}}
    assert _target({"ports": [{"port": 81}, {"port": 80, "targetPort": target}]}, pod, 80) == port
