"""Pods that live: volumes, names, logs, exec, and their orderly end. On a real control plane."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from typing import Any

import pytest
from aiohttp.test_utils import unused_port
from hub_local.cluster import Request, up

from .conftest import NAME, Cluster, Object, eventually, pod, shell

pytestmark = pytest.mark.cluster
SERVER = ["python3", "-m", "http.server"]
SMALL = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Mi"}}}
TICKS = "trap 'echo asked to stop; exit 0' TERM; i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done"


def config(name: str, **data: str) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def service(name: str, app: str, **spec: Any) -> Object:
    body = {"selector": {"app": app}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


@pytest.fixture(scope="module")
def ticking(cluster: Cluster) -> Cluster:
    cluster.apply(pod("ticking", shell(TICKS)), config("settings", colour="blue"), pod(
        "web", {
            "image": "python:3", "command": [*SERVER, "8000", "--directory", "/etc/web"],
            "ports": [{"name": "http", "containerPort": 8000}],
            "readinessProbe": {"httpGet": {"port": "http"}, "periodSeconds": 1},
            "volumeMounts": [
                {"name": "files", "mountPath": "/etc/web"}, {"name": "data", "mountPath": "/data"}],
        }, hostname="web-0", subdomain="headless", volumes=[
            {"name": "files", "configMap": {"name": "settings"}},
            {"name": "data", "persistentVolumeClaim": {"claimName": "data"}}]),
        service("web", "web"), service("headless", "web", clusterIP="None"),
        {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"},
         "spec": SMALL})  # fmt: skip
    for name in ("ticking", "web"):
        cluster.kubectl("wait", f"pod/{name}", "--for=condition=Ready", "--timeout=90s")
    return cluster


def sh(cluster: Cluster, name: str, script: str) -> str:
    return cluster.kubectl("exec", name, "--", "sh", "-c", script)


def test_exec(ticking: Cluster) -> None:
    assert ticking.kubectl("exec", "-i", "ticking", "--", "cat", stdin="over and back") == "over and back"
    assert sh(ticking, "ticking", "hostname; echo $HOSTNAME; pwd") == "ticking\nticking\n/\n"
    failed = subprocess.run([*ticking.command, "exec", "ticking", "--", "sh", "-c", "exit 7"], check=False)
    assert failed.returncode == 7


def test_logs(ticking: Cluster) -> None:
    assert ticking.log("ticking", "--limit-bytes=8") == "tick 1\nt"
    last = ticking.log("ticking", "--tail=1", "--timestamps")
    assert last.count("\n") == 1
    assert last.split()[0].startswith("20")
    assert (
        "tick 1\n" not in ticking.log("ticking", "--since=1s") or len(ticking.log("ticking").split("\n")) < 8
    )
    following = subprocess.Popen(
        [*ticking.command, "logs", "-f", "--tail=0", "ticking"], stdout=subprocess.PIPE
    )
    assert following.stdout is not None
    first, second = (int(following.stdout.readline().split()[1]) for _ in range(2))
    following.kill()
    following.communicate()
    assert second == first + 1


def test_top(ticking: Cluster) -> None:
    row = eventually(lambda: ticking.kubectl("top", "pod", "ticking", "--no-headers").split())
    assert row[0] == "ticking"
    assert row[1].endswith("m")
    assert int(row[2].removesuffix("Mi")) > 0
    assert len(ticking.kubectl("top", "nodes", "--no-headers").splitlines()) == 2


def test_names_and_services(ticking: Cluster) -> None:
    address = ticking.get("pod", "web")["status"]["podIP"]
    script = "getent hosts headless web-0.headless | cut -d' ' -f1; getent hosts nothing || echo none"
    assert sh(ticking, "ticking", script).split() == [address, address, "none"]
    fetch = "import urllib.request as u; print(u.urlopen('http://web/colour', timeout=5).read().decode())"
    assert ticking.kubectl("exec", "web", "--", "python3", "-c", fetch) == "blue\n"
    assert (
        ticking.kubectl("get", "--raw", "/api/v1/namespaces/default/services/web:http/proxy/colour") == "blue"
    )


def test_a_pod_may_ask_the_api_server(ticking: Cluster) -> None:
    code = (
        "import ssl, urllib.request as u; d = '/var/run/secrets/kubernetes.io/serviceaccount/';"
        "h = {'Authorization': 'Bearer ' + open(d + 'token').read()};"
        "r = u.Request('https://kubernetes.default.svc/version', headers=h);"
        "print(u.urlopen(r, context=ssl.create_default_context(cafile=d + 'ca.crt')).status)"
    )
    assert ticking.kubectl("exec", "web", "--", "python3", "-c", code) == "200\n"


def test_port_forward_reaches_what_listens_on_the_pods_localhost(ticking: Cluster) -> None:
    ticking.apply(pod("shy", {"image": "python:3", "command": [
        *SERVER, "9000", "--bind", "127.0.0.1", "--directory", "/etc/ssl"]}))  # fmt: skip
    eventually(lambda: "200" in sh(ticking, "shy", "curl -sI http://127.0.0.1:9000"))
    port = unused_port()
    forwarding = subprocess.Popen(
        [*ticking.command, "port-forward", "shy", f"{port}:9000"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert forwarding.stdout is not None
    try:
        assert b"Forwarding from" in forwarding.stdout.readline()
        for _ in range(3):
            assert b"Directory listing" in eventually(lambda: fetched(port), 30)
    finally:
        forwarding.kill()
        forwarding.communicate()


def fetched(port: int) -> bytes:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            body: bytes = answer.read()
            return body
    except OSError as error:
        raise AssertionError(error) from error


def test_volumes_follow_their_source(ticking: Cluster) -> None:
    ticking.apply(config("settings", colour="green", shape="round"))
    eventually(lambda: sh(ticking, "web", "cat /etc/web/colour /etc/web/shape") == "greenround")
    assert sh(ticking, "web", "echo x 2>/dev/null > /etc/web/colour || echo read-only") == "read-only\n"


def test_a_config_map_may_come_later(cluster: Cluster) -> None:
    volumes = [{"name": "v", "configMap": {"name": "comes-later"}}]
    container = shell("cat /v/k", volumeMounts=[{"name": "v", "mountPath": "/v"}])
    cluster.apply(pod("early", container, restartPolicy="Never", volumes=volumes))
    eventually(lambda: "FailedMount" in cluster.events("early"))
    cluster.apply(config("comes-later", k="here"))
    cluster.pod("early", "Succeeded")
    assert cluster.log("early") == "here"


def test_the_machine_is_safe_from_its_pods(ticking: Cluster) -> None:
    assert (
        sh(ticking, "ticking", "touch /usr/bin/from-a-pod /etc/from-a-pod && ls /root /home /tmp").count("\n")
        >= 2
    )
    assert not os.path.exists("/usr/bin/from-a-pod")
    assert not os.path.exists("/etc/from-a-pod")
    state = str(ticking.running.folder.path)
    assert sh(ticking, "ticking", f"ls {state} 2>/dev/null || echo nothing") in ("nothing\n", "")


def test_deletion_is_graceful_and_leaves_nothing(cluster: Cluster) -> None:
    cluster.apply(pod("leaving", shell(TICKS), terminationGracePeriodSeconds=60))
    uid = cluster.pod("leaving", "Running")["metadata"]["uid"]
    folder = cluster.running.folder.node / "pods" / uid
    assert folder.exists()
    following = subprocess.Popen(
        [*cluster.command, "logs", "-f", "leaving"], stdout=subprocess.PIPE, text=True
    )
    assert following.stdout is not None
    following.stdout.readline()
    begin = time.monotonic()
    cluster.kubectl("delete", "pod", "leaving")
    assert time.monotonic() - begin < 60  # it went when it was asked to, not when its grace was over
    assert following.communicate()[0].endswith("asked to stop\n")
    eventually(lambda: not folder.exists())


def test_a_stateful_set_keeps_its_data(cluster: Cluster) -> None:
    claim = {"metadata": {"name": "data"}, "spec": SMALL}
    script = "echo started >> /data/log; exec sleep 600"
    template = pod("store", shell(script, volumeMounts=[{"name": "data", "mountPath": "/data"}]))
    template["spec"]["terminationGracePeriodSeconds"] = 0
    spec = {"serviceName": "store", "selector": {"matchLabels": {"app": "store"}},
            "template": {"metadata": {"labels": {"app": "store"}}, "spec": template["spec"]},
            "volumeClaimTemplates": [claim]}  # fmt: skip
    cluster.apply(
        {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "store"}, "spec": spec}
    )
    first = cluster.pod("store-0", "Running")["metadata"]["uid"]
    cluster.kubectl("delete", "pod", "store-0")
    eventually(lambda: cluster.pod("store-0", "Running")["metadata"]["uid"] != first)
    assert sh(cluster, "store-0", "cat /data/log") == "started\nstarted\n"
    cluster.kubectl("delete", "statefulset/store", "pvc/data-store-0")
    eventually(lambda: "data-store-0" not in cluster.kubectl("get", "pv"))


def test_an_agent_that_was_killed_takes_its_pods_up_again(ticking: Cluster) -> None:
    before = ticking.get("pod", "web")["status"]
    (agent,) = (each for each in ticking.running.components() if each.name == "node-agent")
    assert agent.pid is not None
    os.kill(agent.pid, signal.SIGKILL)

    def again() -> Any:
        status = ticking.get("pod", "web")["status"]
        (main,) = status["containerStatuses"]
        return main["restartCount"] == 1 and main["ready"] and status

    after = eventually(again)
    assert after["podIP"] == before["podIP"]
    assert after["containerStatuses"][0]["lastState"]["terminated"]["exitCode"] == 137
    eventually(lambda: sh(ticking, "ticking", "getent hosts headless").split()[0] == before["podIP"])
    processes = sh(ticking, "web", "ls /proc | grep -c '^[0-9]'")
    assert int(processes) < 6


def test_nodes(cluster: Cluster) -> None:
    nodes = json.loads(cluster.kubectl("get", "nodes", "-o", "json"))["items"]
    assert [each["metadata"]["name"] for each in nodes] == ["node-1", "node-2"]
    assert {each["status"]["allocatable"]["nvidia.com/gpu"] for each in nodes} == {"4"}
    assert len({each["status"]["daemonEndpoints"]["kubeletEndpoint"]["Port"] for each in nodes}) == 2
    assert "kube-node-lease" in cluster.kubectl(
        "get", "lease", "-n", "kube-node-lease", "node-1", "-o", "yaml"
    )


def test_a_status_outlives_the_api_server(ticking: Cluster) -> None:
    before = ticking.get("pod", "web")["status"]["containerStatuses"][0]["restartCount"]
    ticking.apply(pod("meanwhile", shell("sleep 4; exit 5"), restartPolicy="Never"))
    ticking.pod("meanwhile", "Running")
    (server,) = (each for each in ticking.running.components() if each.name == "kube-apiserver")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    status = eventually(lambda: ticking.pod("meanwhile", "Failed"))["status"]
    assert status["containerStatuses"][0]["state"]["terminated"]["exitCode"] == 5
    eventually(lambda: sh(ticking, "ticking", "echo there"))
    assert ticking.get("pod", "web")["status"]["containerStatuses"][0]["restartCount"] == before


def test_attached_to_a_container(cluster: Cluster) -> None:
    words = ["run", "calculator", "-i", "--rm", "--restart=Never", "--image=python:3", "--", "python3", "-"]
    assert cluster.kubectl(*words, stdin="print(6 * 7)\n").startswith("42\n")


def test_nodes_that_are_not_asked_for_any_more_go(cluster: Cluster) -> None:
    up(Request(NAME, nodes=1), print)
    eventually(lambda: cluster.kubectl("get", "nodes", "-o", "name") == "node/node-1\n")
    up(Request(NAME, nodes=2), print)
    eventually(lambda: cluster.kubectl("get", "nodes", "-o", "name") == "node/node-1\nnode/node-2\n")
