"""Somebody with a cluster of two nodes with four made-up GPUs each, and jobs of pods that take four."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from hub_local.cluster import Running

HUB = Path(sys.executable).parent / "hub"
GROUPS = "podgroups.v1beta1.scheduling.k8s.io"


def job(name: str, pods: int, gpus: int = 4, seconds: int = 0, **said: str) -> dict[str, Any]:
    """An indexed Job of simulated pods; they end well after so many seconds, or run on."""
    told = {"workloadhub.dev/simulate": "true"}
    told |= {"workloadhub.dev/simulate-duration": f"{seconds}s"} if seconds else {}
    container = {"name": "main", "image": "example.org/train:1"}
    container |= {"resources": {"limits": {"nvidia.com/gpu": gpus}}}
    spec = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 0, "containers": [container]}
    template = {"metadata": {"annotations": told}, "spec": spec}
    asked = {f"workloadhub.dev/{word.replace('_', '-')}": value for word, value in said.items()}
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": name, "annotations": asked},
        "spec": {
            "completionMode": "Indexed",
            "parallelism": pods,
            "completions": pods,
            "template": template,
        },
    }


class Someone:
    """What they type, and what they see."""

    def __init__(self, running: Running, kubeconfig: str) -> None:
        self.running = running
        self.env = {**os.environ, "KUBECONFIG": kubeconfig, "NO_COLOR": "1"}

    def hub(self, *words: str, stdin: str = "", code: int = 0) -> str:
        done = subprocess.run(
            [HUB, *words], env=self.env, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode == code, f"hub {' '.join(words)}: {done.returncode}\n{done.stderr}"
        return done.stdout + (done.stderr if code else "")

    def submit(self, *manifests: dict[str, Any]) -> None:
        self.hub("submit", "-f", "-", stdin=yaml.safe_dump_all(manifests))

    def submit_together(self, *manifests: dict[str, Any]) -> None:
        """As a gang: linked first, then submitted."""
        linked = self.hub("gang", "inject", "-f", "-", stdin=yaml.safe_dump_all(manifests))
        self.hub("submit", "-f", "-", stdin=linked)

    def row(self, name: str, kind: str = "job") -> Any:
        return json.loads(self.hub("show", f"{kind}/default/{name}", "-o", "json"))

    def gang(self, name: str, kind: str = "job") -> Any:
        return self.row(name, kind)["gang"]

    def is_whole(self, name: str) -> Callable[[], bool]:
        return lambda: bool(self.gang(name)["state"] == "whole")

    def got(self, *what: str) -> list[Any]:
        found: list[Any] = json.loads(self.running.kubectl("get", *what, "-o", "json"))["items"]
        return found

    def placed(self, name: str) -> list[str]:
        """The nodes that a job's pods are on."""
        pods = self.got("pods", "-l", f"job-name={name}")
        return [pod["spec"]["nodeName"] for pod in pods if "nodeName" in pod["spec"]]

    def refused(self, name: str) -> bool:
        """Whether the scheduler has tried to place a job's group, and could not."""
        groups = (one for one in self.got(GROUPS) if one["metadata"]["name"].startswith(f"hub-{name}-"))
        found = [each for one in groups for each in one.get("status", {}).get("conditions", ())]
        return any(each["status"] == "False" for each in found)

    def clear(self) -> None:
        """All of it away, and gone."""
        self.running.kubectl("delete", f"jobs,pods,{GROUPS}", "--all", "--grace-period=0", "--force")
        eventually(lambda: not self.got("pods") and not self.got(GROUPS))


def eventually(what: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What `what` gives, once that is true."""
    deadline = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.1)
    return found
