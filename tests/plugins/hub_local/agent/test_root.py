"""What a container finds in /etc, and which folders of the machine it sees."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hub_local.agent import root

CLUSTER = "team.svc.cluster.local svc.cluster.local cluster.local"
OWN = {"nameservers": ["1.2.3.4"], "searches": ["a.b"], "options": [{"name": "ndots", "value": "2"}]}
MORE = {"searches": ["a.b"], "options": [{"name": "ndots", "value": "1"}, {"name": "edns0"}]}


@pytest.mark.parametrize(
    ("policy", "own", "lines"),
    [
        ("ClusterFirst", {}, ["nameserver 10.96.0.10", f"search {CLUSTER}", "options ndots:5"]),
        ("None", OWN, ["nameserver 1.2.3.4", "search a.b", "options ndots:2"]),
        ("ClusterFirst", MORE, ["nameserver 10.96.0.10", f"search {CLUSTER} a.b", "options ndots:1 edns0"]),
    ],
)
def test_resolv_conf(policy: str, own: dict[str, Any], lines: list[str]) -> None:
    assert root.resolv_conf("team", "10.96.0.10", policy, own).splitlines() == lines


def test_hosts() -> None:
    text = root.hosts(
        "10.244.1.5", ("web-0.db.team.svc.cluster.local", "web-0"), [{"ip": "1.2.3.4", "hostnames": ["x"]}]
    )
    assert "10.244.1.5\tweb-0.db.team.svc.cluster.local web-0\n1.2.3.4\tx\n" in text
    assert root.hosts("10.244.1.5", ("web-0", "web-0"), []).endswith("10.244.1.5\tweb-0\n")


def test_every_system_folder_is_shown_once(tmp_path: Path) -> None:
    links, shown = root.system_links(), root.overlays([str(tmp_path), str(tmp_path / "inner")][:1])
    present = {f"/{name}" for name in root.SYSTEM if os.path.lexists(f"/{name}")}
    assert {*links, *shown} == {*present, str(tmp_path)}
    assert not links.keys() & set(shown)
    assert "/home" not in shown
