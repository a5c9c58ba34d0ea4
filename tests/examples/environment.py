"""A Python environment of its own, in which pip installs and removes what an example brings."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from typing import NamedTuple

HUB = "import sys; from hub.faces.cli import main; sys.exit(main())"
"""The command ``hub``: its script is installed where the hub is, not here."""


class Done(NamedTuple):
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


class Environment:
    """Fresh, and cheap: it sees the packages of the environment that the tests run in.

    So the hub and what it depends on are neither downloaded nor installed a second time, which would be
    most of a minute; pip knows that they are there. Only what is installed here is here, and pip removes
    nothing but that: entry points come and go as they do for a user.
    """

    def __init__(self, folder: Path) -> None:
        venv.create(folder, symlinks=True)
        self.python = folder / "bin" / "python"
        self.folder = folder
        paths = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        own = sysconfig.get_path("purelib", "venv", {"base": str(folder), "platbase": str(folder)})
        # Not only their folder: an editable hub stands in a .pth file there, which addsitedir reads too.
        lines = "".join(f"import site; site.addsitedir({path!r})\n" for path in sorted(paths))
        (Path(own) / "packages-of-the-tests.pth").write_text(lines)

    def pip(self, *words: str, cwd: Path | None = None) -> Done:
        """The tests' own pip, acting on this environment."""
        return run([sys.executable, "-m", "pip", "--python", str(self.python), *words], cwd or self.folder)

    def hub(self, *words: str, cwd: Path | None = None) -> Done:
        return run([str(self.python), "-c", HUB, *words], cwd or self.folder)

    def pytest(self, folder: Path) -> Done:
        return run([str(self.python), "-m", "pytest", "-q", "-p", "no:cacheprovider"], folder)


def run(command: list[str], cwd: Path) -> Done:
    """One command, without what would lead it to a cluster or to settings of this machine's user."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("KUBE", "HUB_", "PYTEST"))
    }
    env |= {"XDG_CONFIG_HOME": str(cwd), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "NO_COLOR": "1"}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    return Done(done.returncode, done.stdout, done.stderr)
