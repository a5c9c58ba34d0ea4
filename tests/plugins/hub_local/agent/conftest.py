"""A real cluster for the tests that need one, and kubectl as a user types it."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hub_local.cluster import Request, Running, down, up

NAME = "agent"
Object = dict[str, Any]


@dataclass(frozen=True)
class Cluster:
    running: Running

    @property
    def command(self) -> list[str]:
        return [str(self.running.plan.binaries.folder / "kubectl"), f"--kubeconfig={self.running.kubeconfig}"]

    def kubectl(self, *words: str, stdin: str = "", fails: bool = False) -> str:
        """What kubectl prints; with ``fails`` it has to fail, and its error is what comes back."""
        ended = subprocess.run(
            [*self.command, *words], input=stdin, capture_output=True, text=True, timeout=120, check=False
        )
        assert (ended.returncode != 0) == fails, f"kubectl {' '.join(words)}: {ended.stdout}{ended.stderr}"
        return ended.stderr if fails else ended.stdout

    def apply(self, *objects: Object) -> None:
        self.kubectl(
            "apply", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": objects})
        )

    def get(self, kind: str, name: str) -> Object:
        found: Object = json.loads(self.kubectl("get", kind, name, "-o", "json"))
        return found

    def pod(self, name: str, *phases: str) -> Object:
        """The pod, once it is in one of these phases."""
        return eventually(lambda: (seen := self.get("pod", name))["status"]["phase"] in phases and seen)

    def events(self, name: str) -> set[str]:
        words = ["get", "events", f"--field-selector=involvedObject.name={name}", "-o", "json"]
        return {each["reason"] for each in json.loads(self.kubectl(*words))["items"]}

    def log(self, *words: str) -> str:
        return self.kubectl("logs", *words)


def eventually(what: Callable[[], Any], seconds: float = 90) -> Any:
    """Its first true value. It may also fail until then, as a question that comes too early does."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            if found := what():
                return found
            problem = "it did not come"
        except AssertionError as error:
            problem = str(error)
        assert time.monotonic() < deadline, problem
        time.sleep(0.1)


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_LOCAL_STATE", str(tmp_path_factory.mktemp("clusters")))
        try:
            made = Cluster(up(Request(NAME, nodes=2, gpus=4, simulate=("registry.example/*",)), print))
            if not made.running.mode.namespaced:
                pytest.fail(f"this machine allows no namespaces ({os.uname().release}): pods cannot be run")
            eventually(lambda: made.get("serviceaccount", "default"))
            yield made
        finally:
            down(NAME, purge=True, say=print)


def pod(
    name: str, container: Object | None = None, annotations: dict[str, str] | None = None, **spec: Any
) -> Object:
    """A pod with one container called ``main``."""
    main = {"name": "main", "image": "busybox:1", **(container or {})}
    meta = {"name": name, "labels": {"app": name}, "annotations": annotations or {}}
    body = {"terminationGracePeriodSeconds": 2, **spec, "containers": [main, *spec.pop("more", [])]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": body}


def shell(script: str, **container: Any) -> Object:
    return {"command": ["sh", "-c", script], **container}
