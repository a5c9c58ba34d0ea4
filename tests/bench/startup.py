"""What a command costs before it does anything: `import hub`, `hub --help`, `hub ls` on a recording."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from .bodies import cluster, listing
from .core import VERSIONS

HUB = str(Path(sys.executable).parent / "hub")
ROUNDS = 7
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As a user has it: modules are compiled once."""


def best(*command: str) -> float:
    """Milliseconds of the quickest of several runs: the others were disturbed."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True, env=ENV)
        times.append((time.perf_counter() - start) * 1000)
    return min(times)


def recording(folder: str) -> str:
    """About 20 workloads."""
    made, pods = cluster(200)
    for kind, items in made.items():
        Path(folder, f"{kind}.json").write_bytes(listing(kind, VERSIONS[kind], items))
    Path(folder, "pods.json").write_bytes(listing("Pod", "v1", [body for page in pods for body in page]))
    return folder


def main() -> None:
    python = best(sys.executable, "-c", "pass")
    imported = best(sys.executable, "-c", "import hub")
    helped = best(HUB, "--help")
    with tempfile.TemporaryDirectory() as folder:
        listed = best(HUB, "ls", "--from", recording(folder))
    print(f"start-up; bare python {python:.0f} ms")
    print(f"  import hub {imported:.0f} ms = {imported / python:.2f}x bare python (target 80 ms)")
    print(f"  hub --help {helped:.0f} ms = {helped / python:.2f}x bare python (target 200 ms)")
    print(f"  hub ls --from, 20 workloads {listed:.0f} ms = {listed / python:.2f}x bare python")


if __name__ == "__main__":
    main()
