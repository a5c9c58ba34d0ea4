"""A user at a terminal: runs `hub` and `kubectl` against one local cluster, and waits for what they show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

BIN = Path(sys.executable).parent
NAME = os.environ.get("HUB_E2E_CLUSTER", "e2e")
"""The cluster of the flows. One that is named so is used as it is, and stays."""


@dataclass(frozen=True)
class User:
    """One user of one cluster."""

    kubeconfig: str
    cluster: str = NAME
    servers: Mapping[str, str] = field(default_factory=dict)
    """The addresses of Airflow's and MLflow's servers."""
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        return {**os.environ, "KUBECONFIG": self.kubeconfig, "NO_COLOR": "1", **self.settings}

    @property
    def folder(self) -> Path:
        """Where the cluster keeps what is its own."""
        return Path(self.kubeconfig).parent

    def asking(self, source: str, server: str) -> User:
        """The same user with that framework's server among the settings."""
        return replace(self, settings={f"HUB_{source.upper()}_URL": self.servers[server]})

    def hub(self, *words: str, code: int = 0) -> str:
        """What the command prints. Fails when it ends otherwise than expected."""
        done = run([str(BIN / "hub"), *words], self.env)
        assert done.returncode == code, (
            f"hub {' '.join(words)}: {done.returncode}\n{done.stdout}{done.stderr}"
        )
        return done.stdout + (done.stderr if code else "")

    def kubectl(self, *words: str, stdin: str = "") -> str:
        """kubectl of the cluster's own version, inside its network."""
        done = run(
            [str(BIN / "hub"), "local", "--cluster", self.cluster, "--", "kubectl", *words], self.env, stdin
        )
        assert done.returncode == 0, f"kubectl {' '.join(words)}: {done.stderr}"
        return done.stdout

    def rows(self, *words: str) -> dict[str, dict[str, Any]]:
        items = json.loads(self.hub("ls", "-o", "json", *words))["items"]
        return {row["key"]: row for row in items}

    def submit(self, manifest: str, folder: Path) -> None:
        file = folder / "manifest.yaml"
        file.write_text(manifest)
        self.hub("submit", "-f", str(file))

    def wait(self, key: str, phases: Iterable[str], seconds: float = 180) -> dict[str, Any]:
        """The row once it is in one of these phases. Fails with what it was last."""
        wanted = set(phases)
        return self.until(lambda: self._in(key, wanted), f"{key} in {sorted(wanted)}", seconds)

    def _in(self, key: str, phases: set[str]) -> dict[str, Any] | None:
        row = self.rows().get(key)
        return row if row and row["phase"] in phases else None

    def until(self, look: Callable[[], Any], what: str, seconds: float = 120) -> Any:
        """What ``look`` gives once that is something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := look():
                return found
            time.sleep(1)
        raise AssertionError(f"not within {seconds} s: {what}\n{self.hub('ls', '-o', 'wide')}")


def run(
    command: list[str], env: dict[str, str], stdin: str = "", folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, env=env, input=stdin, capture_output=True, text=True, check=False, cwd=folder
    )
