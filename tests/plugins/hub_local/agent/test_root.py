"""What a container finds in /etc, and which folders of the machine it sees."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
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


def test_a_shown_folder_may_lie_in_tmp(tmp_path: Path) -> None:
    """As the environments do where the user's home is there: on a build machine, for instance."""
    for name in ("root", "upper", "shown"):
        (tmp_path / name).mkdir()
    seen, spec = tmp_path / "shown" / "seen", tmp_path / "spec.json"
    seen.write_text("here it is")
    folders = {"root": str(tmp_path / "root"), "upper": str(tmp_path / "upper")}
    plan = {"links": root.system_links(), "overlays": root.overlays([str(seen.parent)])}
    rest = {"files": {}, "mounts": [], "masks": [], "cwd": "/", "env": {"PATH": os.environ["PATH"]}}
    made = msgspec.convert({**folders, **plan, **rest, "argv": ["cat", str(seen)]}, root.Root)
    spec.write_bytes(msgspec.json.encode(made))
    program = [sys.executable, "-I", "-S", str(Path(root.__file__).with_name("enter.py")), str(spec), "2"]
    ran = subprocess.run(["unshare", "-Urmpf", *program], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.stderr) == ("here it is", "ok\n")
