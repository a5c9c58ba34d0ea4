"""Ends and beginnings of a real cluster: what is left, what is kept, what is found again."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hub_local.cluster import Request, clusters, down, enter, status, up
from hub_local.state import Folder

from hub.errors import HubError, NoCluster, NotFound

pytestmark = pytest.mark.cluster
ONE, OTHER = "cp-life", "cp-other"


@pytest.fixture(autouse=True, scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("clusters")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_LOCAL_STATE", str(folder))
        try:
            yield folder
        finally:
            for name in clusters():
                down(name, True, print)


def eventually(what: Callable[[], Any], seconds: float = 30.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return found


def processes_of(state: Path) -> list[str]:
    """Command lines that name this folder, of living processes."""
    lines = (entry.joinpath("cmdline") for entry in Path("/proc").glob("[0-9]*"))
    return [text for line in lines if str(state) in (text := read(line))]


def read(path: Path) -> str:
    try:
        return path.read_text().replace("\0", " ")
    except OSError:
        return ""


def network(pid: int | None) -> str:
    return os.readlink(f"/proc/{pid}/ns/net")


def pids(name: str) -> dict[str, int | None]:
    return {each.name: each.pid for each in status(name).components}


def in_a_program(code: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", f"from hub_local.cluster import *; {code}"])


def test_a_cluster_is_adopted_when_hub_was_killed_on_the_way(state: Path) -> None:
    with in_a_program(f"up(Request({ONE!r}), print)") as hub:
        eventually(lambda: Folder(ONE).log("kube-apiserver").exists())
        hub.kill()
    before = status(ONE)
    assert before.running
    running = up(Request(ONE), print)
    assert pids(ONE)["etcd"] == {each.name: each.pid for each in before.components}["etcd"]
    running.kubectl("create", "configmap", "kept")


def test_a_killed_supervisor_takes_everything_with_it_and_the_next_up_starts_anew(state: Path) -> None:
    running = up(Request(ONE), print)
    os.kill(running.process.pid, signal.SIGKILL)
    eventually(lambda: not processes_of(state))
    assert not status(ONE).running
    with pytest.raises(NoCluster, match=f"hub up {ONE}"):
        enter(ONE, ["true"], {})
    assert "kept" in up(Request(ONE), print).kubectl("get", "configmap", "-o", "name")


def test_two_at_once_do_not_meet(state: Path) -> None:
    code = f"up(Request({OTHER!r}), print)"
    with in_a_program(code) as one, in_a_program(code) as two:
        pass
    assert (one.returncode, two.returncode) == (0, 0)
    other = up(Request(OTHER), print)
    mine = up(Request(ONE), print)
    assert "kept" not in other.kubectl("get", "configmap", "-o", "name")
    assert "kept" in mine.kubectl("get", "configmap", "-o", "name")
    assert network(mine.process.pid) != network(other.process.pid)
    assert clusters() == [ONE, OTHER]


def test_down_leaves_nothing_and_the_next_up_has_the_data(state: Path) -> None:
    mine = {pid for pid in pids(ONE).values() if pid}
    here = network(os.getpid())
    down(ONE, False, print)
    assert not any(Path(f"/proc/{pid}").exists() for pid in mine)
    assert not [line for line in processes_of(state) if re.search(rf"\b{ONE}\b", line)]
    assert str(state) not in Path("/proc/mounts").read_text()
    assert network(os.getpid()) == here
    port = status(ONE).server
    running = up(Request(ONE), print)
    assert status(ONE).server == port
    assert "kept" in running.kubectl("get", "configmap", "-o", "name")


def test_purge_removes_the_data_too(state: Path) -> None:
    for name in (ONE, OTHER):
        down(name, True, print)
    assert list(state.iterdir()) == []
    assert processes_of(state) == []
    with pytest.raises(NotFound):
        status(ONE)


def test_damaged_data_are_told_at_once_with_the_way_out(state: Path) -> None:
    folder = Folder("cp-damaged")
    folder.make()
    (folder.etcd / "member").write_text("this is no folder")
    with pytest.raises(
        HubError, match=r"etcd does not stay up \(exit code 1\): .*hub down cp-damaged --purge"
    ):
        up(Request("cp-damaged"), print)
    down("cp-damaged", True, print)


def test_without_namespaces_pods_are_simulated_and_this_is_said(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_LOCAL_MODE", "simulated")
    said: list[str] = []
    running = up(Request("cp-plain", nodes=2, simulate=("*",)), said.append)
    assert "pods are simulated only" in said[0]
    running.kubectl("create", "deployment", "web", "--image=example.test/none", "--replicas=2")
    running.kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    assert [node.ready for node in status("cp-plain").nodes] == [True, True]
    os.kill(running.process.pid, signal.SIGKILL)
    eventually(lambda: not processes_of(state))
    down("cp-plain", True, print)
