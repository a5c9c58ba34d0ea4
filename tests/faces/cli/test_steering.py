"""The command line on a real API server: submit, watch, stop, run, record, delete.

No controllers run, so objects stay as they are written, and what is read is what was written.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hub_local.binaries import provide

from tests.cluster.plane import Plane
from tests.faces.cli.conftest import Hub

pytestmark = pytest.mark.cluster
KEY = "job/default/crunch"


@pytest.fixture(scope="module")
def plane(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plane]:
    made = Plane(tmp_path_factory.mktemp("plane") / "control", provide(print))
    try:
        made.start()
        yield made
    finally:
        made.stop()


@pytest.fixture
def live(hub: Hub, plane: Plane, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The command line, as the administrator of a real API server."""
    monkeypatch.setenv("KUBECONFIG", plane.kubeconfig)
    monkeypatch.setenv("HUB_NAMESPACES", "default")
    return hub


@pytest.fixture
def job(live: Hub, tmp_path: Path) -> Iterator[str]:
    """A Job that was submitted, and its manifest's path."""
    container = {"name": "main", "image": "busybox", "resources": {"requests": {"cpu": "500m"}}}
    pod = {"restartPolicy": "Never", "containers": [container]}
    manifest = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "crunch", "namespace": "default", "labels": {"team": "a"}},
        "spec": {"parallelism": 2, "template": {"spec": pod}},
    }
    file = tmp_path / "job.yaml"
    file.write_text(yaml.safe_dump(manifest))
    ran = live("submit", "-f", str(file))
    assert (ran.code, ran.out) == (0, "created Job/crunch\n"), ran.err
    yield str(file)
    live("delete", KEY, "--yes")


def phase(live: Hub) -> str:
    return str(json.loads(live("show", KEY, "-o", "json").out)["phase"])


def test_stop_run_and_scale(live: Hub, job: str) -> None:
    assert phase(live) == "Creating"
    planned = live("stop", KEY, "--dry-run")
    assert planned.out == f'{KEY}: patch Job/crunch with {{"spec":{{"suspend":true}}}}\n'
    assert phase(live) == "Creating"
    assert live("stop", KEY).out == f"{KEY}: changed Job/crunch\n"
    assert phase(live) == "Stopped"
    again = live("stop", KEY)
    assert (again.code, again.err) == (1, f"hub: {KEY}: cannot stop: it is stopped already\n")
    assert live("run", KEY).code == 0
    assert phase(live) == "Creating"
    assert live("scale", KEY, "--replicas", "3").code == 0
    assert json.loads(live("show", KEY, "-o", "json").out)["podSets"][0]["desired"] == 3


def test_partial_failure_is_told_one_by_one(live: Hub, job: str) -> None:
    ran = live("stop", "job/default/nope", KEY)
    assert ran.code == 3
    assert ran.out == f"{KEY}: changed Job/crunch\n"
    assert "hub: there is no workload job/default/nope (did you mean" in ran.err


def test_bulk_needs_a_yes(live: Hub, job: str) -> None:
    ran = live("stop", "--filter", "type=job")
    assert (ran.code, ran.out) == (2, "")
    assert "1 workload found; add --yes to stop, or --dry-run to see how" in ran.err
    assert live("stop", "--filter", "type=job", "--yes").out == f"{KEY}: changed Job/crunch\n"
    none = live("stop", "--filter", "type=job", "--yes")
    assert none.err == "hub: 1 workload found, none of which can stop; nothing was done\n"


def test_submitting_twice_and_submitting_nonsense(live: Hub, job: str, tmp_path: Path) -> None:
    ran = live("submit", "-f", job)
    assert ran.code == 1
    assert "Job/crunch exists already in default; choose another name" in ran.err
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("apiVersion: v1\nkind: [")
    assert live("submit", "-f", str(wrong)).code == 2
    assert live("submit", "-f", str(tmp_path / "none.yaml")).code == 3


def test_a_recording_gives_the_same_rows(live: Hub, job: str, tmp_path: Path) -> None:
    file = str(tmp_path / "seen.yaml")
    assert f"`hub ls --from {file}` reads them" in live("record", file).err
    assert live("ls", "-o", "json").out == live("ls", "--from", file, "-o", "json").out


def test_labels_choose(live: Hub, job: str) -> None:
    assert live("ls", "-l", "team=a", "-o", "name").out == f"{KEY}\n"
    assert live("ls", "-l", "team!=a", "-o", "name").out == ""


def test_a_user_without_rights_is_told(live: Hub, job: str) -> None:
    ran = live("ls", "--context", "ada", "-n", "default")
    assert "not allowed to read" in ran.err
    assert "batch/Job" in ran.err
    assert "WRONG" in live("doctor", "--context", "ada").out
    assert live("delete", KEY, "--context", "ada").code in (3, 4)
    assert phase(live) == "Creating"


def test_watching_into_a_pipe_tells_each_change_on_a_line(live: Hub, job: str) -> None:
    command = [sys.executable, "-c", "from hub.faces.cli import main; main()", "ls", "--watch"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ.copy()) as process:
        assert process.stdout
        assert process.stdout.readline().startswith(f"{KEY}  Creating")
        live("stop", KEY)
        assert process.stdout.readline().startswith(f"{KEY}  Creating → Stopped")
        live("delete", KEY)
        assert process.stdout.readline() == f"{KEY}  gone\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 130
        assert process.stdout.read() == ""


def test_waiting_for_a_stop(live: Hub, job: str) -> None:
    ran = live("stop", KEY, "--wait")
    assert ran.code == 0
    assert live("delete", KEY, "--wait", "--yes").code == 0
    assert live("show", KEY).code == 3


def test_a_manifest_goes_into_the_namespace_that_is_named(live: Hub, tmp_path: Path) -> None:
    """As with kubectl: what names no namespace goes there, what names another one is refused before all."""
    live("submit", "-f", listed(tmp_path, {"kind": "Namespace", "metadata": {"name": "elsewhere"}}))
    loose = {"kind": "ConfigMap", "metadata": {"name": "loose"}}
    firm = {"kind": "ConfigMap", "metadata": {"name": "firm", "namespace": "default"}}
    whole = {"kind": "Namespace", "metadata": {"name": "third"}}
    refused = live("submit", "-n", "elsewhere", "-f", listed(tmp_path, loose, firm))
    assert (refused.code, refused.out) == (2, "")
    assert "ConfigMap/firm is for namespace default, not elsewhere; leave -n out" in refused.err
    made = live("submit", "-n", "elsewhere", "-f", listed(tmp_path, loose, whole), "-o", "json")
    assert [each["text"] for each in json.loads(made.out)] == [
        "created ConfigMap/loose",
        "created Namespace/third",
    ]
    again = live("submit", "-n", "elsewhere", "-f", listed(tmp_path, loose))
    assert "ConfigMap/loose exists already in elsewhere" in again.err
    assert live("submit", "-f", listed(tmp_path, loose)).code == 0, "in default, there was none"


def listed(folder: Path, *objects: dict[str, object]) -> str:
    """A file with these objects of the core group."""
    file = folder / "listed.yaml"
    file.write_text(yaml.safe_dump_all([{"apiVersion": "v1", **each} for each in objects]))
    return str(file)
