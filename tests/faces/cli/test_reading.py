"""The reading verbs beside `ls`, on a recording."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.faces.cli.conftest import Hub

FAILED = "rayjob/rayjob-failed-app/rj-a"
PENDING = "raycluster/raycluster-worker-unschedulable-first-start/rc-a"
SET = "jobset/jobset-running/js-a"


def test_show_tells_everything(hub: Hub, recording: str) -> None:
    ran = hub("show", SET, "--from", recording)
    assert ran.code == 0
    for words in ("Running", "jobset.x-k8s.io/", "JobSet js-a", "ROLE", "Actions", "Pods", "gpu 4"):
        assert words in ran.out, words


def test_show_as_json_is_one_workload(hub: Hub, recording: str) -> None:
    found = json.loads(hub("show", SET, "--from", recording, "-o", "json").out)
    assert found["key"] == SET
    assert found == yaml.safe_load(hub("show", SET, "--from", recording, "-o", "yaml").out)


def test_explain_says_what_is_waited_for(hub: Hub, recording: str) -> None:
    ran = hub("explain", PENDING, "--from", recording)
    assert ran.code == 0
    assert ran.out.startswith(f"{PENDING} is Pending since")
    assert "none of 4 nodes takes it: 4 have too little nvidia.com/gpu free" in ran.out.replace("\n    ", " ")
    assert "RayCluster rc-a is their topmost owner" in ran.out
    assert f"hub events {PENDING}" in ran.out


def test_explain_says_why_it_failed(hub: Hub, recording: str) -> None:
    out = hub("explain", FAILED, "--from", recording).out
    assert "exit code 1" in out
    assert "RayJob.status.jobStatus=FAILED" in out
    assert "What it waits for" not in out


def test_explain_as_json(hub: Hub, recording: str) -> None:
    found = json.loads(hub("explain", PENDING, "--from", recording, "-o", "json").out)
    assert set(found) == {"key", "phase", "reason", "summary", "sections"}
    titles = [section["title"] for section in found["sections"]]
    assert titles[:3] == ["First cause", "Why this phase", "What it waits for"]


def test_pods_of_one_and_of_all(hub: Hub, recording: str) -> None:
    of_one = hub("pods", SET, "--from", recording).out.splitlines()
    assert len(of_one) == 6
    assert of_one[0].split()[:2] == ["POD", "ROLE"]
    of_all = json.loads(hub("pods", "--from", recording, "-o", "json").out)
    assert of_all["total"] > 5
    assert {pod["workload"] for pod in of_all["items"]} > {SET, PENDING}
    assert all(pod["containers"][0]["name"] for pod in of_all["items"])


def test_what_a_recording_lacks_is_said(hub: Hub, recording: str) -> None:
    assert "a recording holds no logs" in hub("logs", SET, "--from", recording).err
    assert hub("events", "--from", recording).out == hub("events", SET, "--from", recording).out


def test_a_recording_tells_its_events(hub: Hub, tmp_path: Path) -> None:
    about = {"kind": "Pod", "namespace": "a", "name": "web", "uid": "u"}
    said = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "e", "namespace": "a"},
        "type": "Warning",
    }
    said |= {"reason": "BackOff", "message": "it fails", "involvedObject": about, "count": 7}
    pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {k: about[k] for k in ("name", "namespace", "uid")}}
    (tmp_path / "seen").mkdir()
    (tmp_path / "seen" / "a.json").write_text(json.dumps({"kind": "List", "items": [pod, said]}))
    (tmp_path / "seen" / "notes.yaml").write_text("just: notes")
    ran = hub("events", "pod/a/web", "--from", str(tmp_path / "seen"))
    assert "it fails" in ran.out
    assert "left out:" in ran.err
    assert "notes.yaml" in ran.err


def test_adapters_and_plugins(hub: Hub) -> None:
    ran = hub("adapters")
    assert (ran.code, ran.err) == (0, "")
    assert "restart rayjob: a RayJob runs once" in ran.out.replace("\n    ", " ")
    found = {row["type"]: row for row in json.loads(hub("adapters", "-o", "json").out)["items"]}
    assert found["job"]["claims"] == ["batch/Job"]
    assert found["job"]["actions"]["stop"] is True
    assert isinstance(found["rayjob"]["actions"]["restart"], str)
    plugins = {row["name"]: row for row in json.loads(hub("plugins", "-o", "json").out)["items"]}
    assert "rayjob" in plugins["ray"]["registers"]["adapters"]


def test_settings_tell_where_they_come_from(hub: Hub) -> None:
    found = json.loads(hub("doctor", "--settings", "-n", "x", "-o", "json").out)
    assert found["namespaces"] == {"value": ["x"], "from": "flag"}
    assert found["context"] == {"value": "", "from": "default"}
    assert "MEANS" in hub("doctor", "--settings").out


def test_settings_of_sources_are_among_them_and_secrets_are_not_shown(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUB_AIRFLOW_URL", "http://ada:geheim@airflow:8080")
    monkeypatch.setenv("HUB_AIRFLOW_TOKEN", "geheim")
    (tmp_path / "hub.toml").write_text('airflow-user = "ada"\nhistory-url = "postgresql://ada:geheim@db/hub"')
    told = hub("doctor", "--settings", "-o", "json").out
    found = json.loads(told)
    assert found["airflow_url"] == {"value": "http://ada:****@airflow:8080", "from": "HUB_AIRFLOW_URL"}
    assert found["airflow_token"] == {"value": "****", "from": "HUB_AIRFLOW_TOKEN"}
    assert found["airflow_user"] == {"value": "ada", "from": str(tmp_path / "hub.toml")}
    assert found["airflow_password"] == {"value": "", "from": "default"}
    assert "geheim" not in told + hub("doctor", "--settings").out


def test_the_doctor_says_what_to_do_without_a_cluster(hub: Hub) -> None:
    ran = hub("doctor")
    assert ran.code == 1
    assert "no kubeconfig was found" in ran.out
    assert "`hub up`" in ran.out


LIGHT = """
import sys
from pathlib import Path
from hub.faces.cli.start import run
assert run({arguments}) == 0
costly = "pydantic aiohttp kubernetes rich rich.console rich.markdown asyncio msgspec yaml pluggy".split()
heavy = set(costly) & set(sys.modules)
print("imported:", *heavy, file=sys.stderr)
"""


def heavy(*arguments: str) -> set[str]:
    """Which costly modules a command imported."""
    code = LIGHT.format(arguments=list(arguments))
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(ran.stderr.rpartition("imported:")[2].split())


def test_the_help_imports_nothing_heavy() -> None:
    assert heavy("--help") == heavy("ls", "--help") == heavy("--version") == set()


def test_a_listing_into_a_pipe_needs_neither_pydantic_nor_rich(recording: str) -> None:
    assert not {"pydantic", "aiohttp", "kubernetes", "rich.console"} & heavy("ls", "--from", recording)


def test_a_reader_that_leaves_early_is_no_error(recording: str) -> None:
    hub = f"{sys.executable} -c 'from hub.faces.cli import main; main()'"
    command = f"{hub} ls --from {recording} -o json | head -1"
    env = os.environ | {"PYTHONUNBUFFERED": "1"}
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, env=env, check=True)
    assert (ran.stdout, ran.stderr) == ("{\n", "")
