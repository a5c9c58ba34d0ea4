"""A private PostgreSQL of Debian's package: on a socket in a temporary folder, gone with it.

Where the package is missing and this user may, it is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
"""PostgreSQL does not run as root; Debian's package makes this user."""


def binaries() -> Path:
    """The folder of ``initdb`` and ``pg_ctl``."""
    if not (found := _installed()):
        subprocess.run(["apt-get", "install", "-y", "-q", "postgresql"], check=True)
        found = _installed()
    assert found, "PostgreSQL cannot be installed here; install Debian's package `postgresql`"
    return found[-1]


def _installed() -> list[Path]:
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


@contextmanager
def server() -> Iterator[str]:
    """A running server; its URL."""
    folder = Path(tempfile.mkdtemp(prefix="hub-postgres-"))
    data, log = folder / "data", folder / "log"
    try:
        if os.getuid() == 0:
            shutil.chown(folder, OWNER)
        _run("initdb", "-D", data, "-A", "trust", "-U", OWNER, "--no-sync")
        _run("pg_ctl", "-D", data, "-l", log, "-w", "-o", f"-k {folder} -c listen_addresses= -F", "start")
        try:
            yield f"postgresql://{OWNER}@/postgres?host={folder}"
        finally:
            _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(program: str, *words: str | Path) -> None:
    command = [str(binaries() / program), *map(str, words)]
    if os.getuid() == 0:
        command = ["runuser", "-u", OWNER, "--", *command]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", text=True)
    assert done.returncode == 0, done.stderr
