"""`hub serve` as a user starts it, and what it is pointed at."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BIN = Path(sys.executable).parent


@contextmanager
def serving(folder: Path, *words: str, **env: str) -> Iterator[str]:
    """The printed address, token and all."""
    command = [str(BIN / "hub"), "serve", "--port", "0", "--audit", str(folder / "audit"), *words]
    home = {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder / "data"),
        "XDG_STATE_HOME": str(folder / "state"),
    }
    with (folder / "serve.log").open("w") as log:
        served = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            env={**os.environ, **home, **env},
            cwd=folder,
        )
    try:
        assert served.stdout is not None
        address = served.stdout.readline().strip()
        assert "token=" in address, (folder / "serve.log").read_text()
        yield address
    finally:
        served.send_signal(signal.SIGINT)
        code = served.wait(20)
        if served.stdout is not None:
            served.stdout.close()
    told = (folder / "serve.log").read_text()
    assert code == 0, told
    assert "Traceback" not in told, told
