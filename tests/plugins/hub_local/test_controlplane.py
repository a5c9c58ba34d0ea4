"""A real cluster as its user meets it: one, brought up once, asked and disturbed."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from hub_local.cluster import Request, Running, down, enter, expose, status, up

from hub.errors import HubError

pytestmark = pytest.mark.cluster
NAME = "cp-test"
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_LOCAL_STATE", str(tmp_path_factory.mktemp("clusters")))
        try:
            yield up(Request(NAME, nodes=2, gpus=4), print)
        finally:
            down(NAME, True, print)


def eventually(what: Callable[[], Any], seconds: float = 30.0) -> Any:
    """What `what` gives, once that is true."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return found


def pids() -> dict[str, int | None]:
    return {each.name: each.pid for each in status(NAME).components}


def apply(running: Running, **manifest: Any) -> None:
    running.kubectl("apply", "-f", "-", stdin=yaml.safe_dump(manifest))


def got(running: Running, *what: str) -> Any:
    return json.loads(running.kubectl("get", *what, "-o", "json"))


def test_the_kubeconfig_works_from_outside_and_anywhere(running: Running, tmp_path: Path) -> None:
    copy = tmp_path / "copied"
    copy.write_bytes(Path(running.kubeconfig).read_bytes())
    kubectl = running.plan.binaries["kubectl"]
    who = subprocess.check_output([kubectl, "auth", "whoami", "-o", "json"], env={"KUBECONFIG": str(copy)})
    assert "system:masters" in json.loads(who)["status"]["userInfo"]["groups"]


def test_status_tells_components_nodes_and_versions(running: Running) -> None:
    told = status(NAME)
    assert told.running
    assert told.problems == ()
    assert told.version == "v1.37.2"
    assert {each.name for each in told.components} >= {
        "etcd",
        "kube-apiserver",
        "kube-scheduler",
        "kube-controller-manager",
        "node-agent",
    }
    programs = {each.name: Path(f"/proc/{each.pid}/cmdline").read_text() for each in told.components}
    assert all(name in programs[name] for name in ("etcd", "kube-apiserver", "kube-scheduler"))
    assert [(node.name, node.ready, node.gpus) for node in told.nodes] == [
        ("node-1", True, "4"),
        ("node-2", True, "4"),
    ]


def test_rights_are_checked(running: Running) -> None:
    running.kubectl("create", "serviceaccount", "newcomer")
    token = running.kubectl("create", "token", "newcomer").strip()
    server = status(NAME).server
    kubectl = [running.plan.binaries["kubectl"], f"--server={server}", f"--token={token}"]
    kubectl += [f"--certificate-authority={running.plan.pki.file('ca.crt')}"]
    who = subprocess.check_output([*kubectl, "auth", "whoami"], text=True, env={"HOME": "/nonexistent"})
    assert "system:serviceaccount:default:newcomer" in who
    asked = subprocess.run([*kubectl, "get", "secrets"], capture_output=True, text=True, check=False)
    assert "Forbidden" in asked.stderr


def test_a_deployment_gets_its_pods_placed(running: Running) -> None:
    running.kubectl("create", "deployment", "web", "--image=busybox", "--replicas=3", "--", "sleep", "600")
    running.kubectl("rollout", "status", "deployment/web", "--timeout=60s")
    pods = got(running, "pods", "-l", "app=web")["items"]
    assert {pod["spec"]["nodeName"] for pod in pods} <= {"node-1", "node-2"}
    assert running.kubectl("get", "configmap", "kube-root-ca.crt", "-o", "jsonpath={.data}").find("BEGIN") > 0
    running.kubectl("delete", "deployment", "web", "--wait=false")


def gang(running: Running, name: str, pods: int, gpus: int) -> None:
    kind = {"apiVersion": "scheduling.k8s.io/v1beta1", "kind": "PodGroup", "metadata": {"name": name}}
    apply(running, **kind, spec={"schedulingPolicy": {"gang": {"minCount": pods}}})
    container = {"name": "main", "image": "busybox", "command": ["sleep", "600"]}
    container |= {"resources": {"limits": {"nvidia.com/gpu": str(gpus)}}}
    group = {"schedulingGroup": {"podGroupName": name}, "terminationGracePeriodSeconds": 0}
    for number in range(pods):
        meta = {"name": f"{name}-{number}", "labels": {"gang": name}}
        apply(running, apiVersion="v1", kind="Pod", metadata=meta, spec={"containers": [container], **group})


def placed(running: Running, name: str) -> list[bool]:
    return ["nodeName" in pod["spec"] for pod in got(running, "pods", "-l", f"gang={name}")["items"]]


def test_a_gang_is_placed_whole_or_not_at_all(running: Running) -> None:
    gang(running, "large", pods=3, gpus=4)  # two nodes of four
    reason = '{.status.conditions[?(@.type=="PodGroupInitiallyScheduled")].reason}'
    ask = ("get", "podgroups.v1beta1.scheduling.k8s.io", "large", "-o", f"jsonpath={reason}")
    eventually(lambda: running.kubectl(*ask) == "Unschedulable")
    assert placed(running, "large") == [False] * 3
    gang(running, "small", pods=2, gpus=4)
    eventually(lambda: placed(running, "small") == [True] * 2)
    running.kubectl("delete", "pods,podgroups.v1beta1.scheduling.k8s.io", "--all", "--wait=false")


def test_a_command_inside_has_the_cluster_and_gives_its_code(
    running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    script = 'kubectl get nodes -o name > nodes; echo "$HUB_LOCAL_ADDRESS $EXTRA" > told; exit 7'
    assert enter(NAME, ["sh", "-c", script], {"EXTRA": "words"}) == 7
    assert (tmp_path / "nodes").read_text() == "node/node-1\nnode/node-2\n"
    assert (tmp_path / "told").read_text() == "10.244.0.1 words\n"
    assert enter(NAME, ["sh", "-c", "kill -9 $$"], {}) == 137


@contextmanager
def inside(*argv: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs a command inside, as `hub local -- …` does."""
    code = f"from hub_local.cluster import enter; enter({NAME!r}, {argv!r}, {{}})"
    with subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL) as hub:
        try:
            yield hub
        finally:
            hub.kill()


def test_a_command_inside_ends_with_the_program_that_started_it(running: Running) -> None:
    first = running.process.pid
    before = children_called("sleep", first)
    with inside("sleep", "543") as hub:
        mine = eventually(lambda: children_called("sleep", first) - before)
        hub.kill()
    eventually(lambda: not children_called("sleep", first) & mine)


def children_called(name: str, pid: int) -> set[int]:
    """Processes with this name in the process namespace that `pid` is in."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            same = os.readlink(entry / "ns/pid") == os.readlink(f"/proc/{pid}/ns/pid")
            if same and (entry / "comm").read_text().strip() == name:
                found.add(int(entry.name))
        except OSError:
            continue
    return found


def test_a_server_inside_answers_outside(running: Running, tmp_path: Path) -> None:
    (tmp_path / "page").write_text("from inside")
    argv = ("-m", "http.server", "8123", "--bind", "10.244.0.1", "--directory", str(tmp_path))
    with inside(sys.executable, *argv):
        port = expose(NAME, "page", "10.244.0.1:8123").port
        assert eventually(lambda: fetched(f"http://127.0.0.1:{port}/page")) == "from inside"
    assert [each.target for each in status(NAME).exposures] == ["10.244.0.1:8123"]


def fetched(url: str) -> str:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return str(answer.read().decode())
    except OSError:
        return ""


WEBHOOK = """
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {{name: refusal}}
webhooks:
- name: refusal.test.example
  rules: [{{apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps]}}]
  sideEffects: None
  admissionReviewVersions: [v1]
  failurePolicy: Ignore
  clientConfig: {{url: "https://{address}/", caBundle: {authority}}}
"""


def test_the_api_server_asks_webhooks_inside(running: Running) -> None:
    keys, address = running.plan.pki, "10.244.0.1:8124"
    authority = base64.b64encode(Path(keys.file("ca.crt")).read_bytes()).decode()
    with inside(sys.executable, str(HERE / "refusing_webhook.py"), address, keys.file("apiserver")):
        running.kubectl("apply", "-f", "-", stdin=WEBHOOK.format(address=address, authority=authority))
        said = eventually(lambda: refusal(running))
        running.kubectl("delete", "validatingwebhookconfiguration", "refusal")
    assert "denied the request: said inside" in said


def refusal(running: Running) -> str:
    try:
        running.kubectl("create", "configmap", "unwanted", "--dry-run=server")
    except HubError as refused:
        return str(refused)
    return ""


def test_the_second_up_starts_nothing_again(running: Running) -> None:
    before = pids()
    up(Request(NAME), print)
    assert pids() == before


def test_another_shape_changes_the_nodes_and_nothing_else(running: Running) -> None:
    before = pids()
    up(Request(NAME, nodes=1, gpus=8), print)
    assert [(node.name, node.gpus) for node in status(NAME).nodes] == [("node-1", "8")]
    after = pids()
    assert after.pop("node-agent") != before.pop("node-agent")
    assert after == before


def test_a_crashed_api_server_is_started_again_and_told(running: Running) -> None:
    running.kubectl("create", "configmap", "kept")
    pid = pids()["kube-apiserver"]
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    crashed = eventually(lambda: [each for each in status(NAME).components if each.restarts])
    assert [(each.name, each.last_exit) for each in crashed] == [("kube-apiserver", "killed by signal 9")]
    said: list[str] = []
    up(Request(NAME), said.append)
    assert any("kube-apiserver was restarted 1 time" in line for line in said)
    assert got(running, "configmap", "kept")["metadata"]["name"] == "kept"
    assert "kube-apiserver ended: killed by signal 9" in running.folder.log("supervisor").read_text()
