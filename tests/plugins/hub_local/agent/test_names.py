"""Services, endpoints and the cluster's names."""

from __future__ import annotations

from typing import Any

import dns.message
import dns.rcode
import pytest
from hub_local.agent.dns import Names, answer
from hub_local.agent.services import Endpoints
from hub_local.agent.store import Store


def service(name: str, **spec: Any) -> dict[str, Any]:
    return {"metadata": {"namespace": "team", "name": name}, "spec": spec}


def endpoints(name: str, *entries: tuple[str, str | None, bool], suffix: str = "x") -> dict[str, Any]:
    labels = {"kubernetes.io/service-name": name}
    return {
        "metadata": {"namespace": "team", "name": f"{name}-{suffix}", "labels": labels},
        "addressType": "IPv4",
        "ports": [{"name": "http", "port": 8080}],
        "endpoints": [{"addresses": [ip], "hostname": host, "conditions": {"ready": ready}}
                      for ip, host, ready in entries],
    }  # fmt: skip


PORTS = [{"name": "http", "port": 80, "targetPort": 8080}]


@pytest.fixture
def names() -> Names:
    services, found = Store(), Endpoints()
    services.listed([
        service("web", clusterIP="10.96.0.9", ports=PORTS),
        service("db", clusterIP="None", ports=PORTS),
        service("early", clusterIP="None", publishNotReadyAddresses=True),
        service("empty", clusterIP="None"),
        service("other", type="ExternalName", externalName="db.example.org"),
    ])  # fmt: skip
    rows = [("10.244.1.1", "db-0", True), ("10.244.1.2", None, True), ("10.244.1.3", "db-2", False)]
    found.store.listed([endpoints("db", *rows), endpoints("early", ("10.244.1.4", "early-0", False))])
    return Names(services, found)


ZONE = "team.svc.cluster.local"


@pytest.mark.parametrize(
    ("name", "records"),
    [
        (f"web.{ZONE}", {"A": ["10.96.0.9"]}),
        (f"x.web.{ZONE}", None),
        (f"db.{ZONE}", {"A": ["10.244.1.1", "10.244.1.2"]}),
        (f"db-0.db.{ZONE}", {"A": ["10.244.1.1"]}),
        (f"10-244-1-2.db.{ZONE}", {"A": ["10.244.1.2"]}),
        (f"db-2.db.{ZONE}", None),
        (f"early-0.early.{ZONE}", {"A": ["10.244.1.4"]}),
        (f"empty.{ZONE}", None),
        (f"other.{ZONE}", {"CNAME": ["db.example.org."]}),
        (f"_http._tcp.web.{ZONE}", {"SRV": [f"0 100 80 web.{ZONE}."]}),
        (
            f"_http._tcp.db.{ZONE}",
            {"SRV": [f"0 50 8080 db-0.db.{ZONE}.", f"0 50 8080 10-244-1-2.db.{ZONE}."]},
        ),
        (f"_udp._tcp.web.{ZONE}", None),
        ("none.team.svc.cluster.local", None),
        ("web.nobody.svc.cluster.local", None),
        ("team.svc.cluster.local", {}),
        ("nobody.svc.cluster.local", None),
        ("svc.cluster.local", {}),
        ("cluster.local", {}),
        ("web.team.cluster.local", None),
        ("example.org", None),
        ("", None),
    ],
)
def test_names(names: Names, name: str, records: dict[str, list[str]] | None) -> None:
    assert names.find(name) == records


def ask(names: Names, name: str, kind: str) -> dns.message.Message:
    return dns.message.from_wire(answer(dns.message.make_query(name, kind).to_wire(), names))


def test_answers_on_the_wire(names: Names) -> None:
    reply = ask(names, f"DB.{ZONE}.", "A")
    assert sorted(item.address for item in reply.answer[0]) == ["10.244.1.1", "10.244.1.2"]
    nothing = ask(names, f"db.{ZONE}.", "AAAA")
    assert (nothing.rcode(), nothing.answer) == (dns.rcode.NOERROR, [])
    assert ask(names, f"nope.{ZONE}.", "A").rcode() == dns.rcode.NXDOMAIN


def test_connections_go_to_ready_endpoints_of_the_port() -> None:
    found = Endpoints()
    first, second = (
        endpoints("db", ("10.244.1.1", None, True), ("10.244.1.2", None, False)),
        endpoints("db", suffix="y"),
    )
    found.store.listed([first, second])
    assert found.addresses(("team", "db"), "http") == [("10.244.1.1", 8080)]
    assert found.addresses(("team", "db"), "grpc") == []
    found.store.changed("MODIFIED", endpoints("db", ("10.244.1.2", None, True)))
    found.store.changed("MODIFIED", endpoints("db", ("10.244.1.9", None, True), suffix="y"))
    assert sorted(found.addresses(("team", "db"), "http")) == [("10.244.1.2", 8080), ("10.244.1.9", 8080)]
    found.store.listed([])
    assert found.addresses(("team", "db"), "http") == []
