"""What a command costs before it does anything: `import hub`, `hub --help`, `hub ls` on a recording.

And, where KUBECONFIG names a cluster, `hub ls -A` on that. Milliseconds that passed, and those of CPU:
where other programs use the cores, the second tells more.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from .bodies import cluster, listing
from .core import VERSIONS

HUB = str(Path(sys.executable).parent / "hub")
ROUNDS = 7
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""As a user has it: modules are compiled once."""


class Took(NamedTuple):
    """Milliseconds."""

    passed: float
    cpu: float

    def beside(self, anchor: Took) -> str:
        return f"{self.passed:.0f} ms, {self.cpu:.0f} of CPU = {self.cpu / anchor.cpu:.2f}x bare python"


def best(*command: str) -> Took:
    """The quickest of several runs: the others were disturbed."""
    found = [once(*command) for _ in range(ROUNDS)]
    return Took(min(one.passed for one in found), min(one.cpu for one in found))


def once(*command: str) -> Took:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=ENV)
    passed, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Took(passed * 1000, cpu * 1000)


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
    print(f"start-up; bare python {python.passed:.0f} ms, {python.cpu:.0f} of CPU")
    print(f"  import hub (target 80 ms): {imported.beside(python)}")
    print(f"  hub --help (target 200 ms): {helped.beside(python)}")
    print(f"  hub ls --from, 20 workloads: {listed.beside(python)}")
    if "KUBECONFIG" in os.environ:
        rows = subprocess.run(
            [HUB, "ls", "-A", "-o", "name"], check=True, capture_output=True, env=ENV
        ).stdout
        live = best(HUB, "ls", "-A")
        print(
            f"  hub ls -A, {len(rows.split())} live workloads (target 500 ms with 20): {live.beside(python)}"
        )


if __name__ == "__main__":
    main()
