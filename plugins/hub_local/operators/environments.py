"""Python environments that stand in for container images: installed once, kept in the user's cache."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from platformdirs import user_cache_path

from hub.errors import HubError
from hub_local.locks import only_one
from hub_local.operators.records import Environment
from hub_local.progress import Say

# Lines of pip worth showing: the rest repeats what these say.
SHOWN = ("Collecting ", "Installing collected", "Successfully installed")


def install(wanted: Environment, say: Say) -> Path:
    """The environment's folder; makes it first where it is missing or holds other packages.

    Complete only when its marker file names the packages, so that an interrupted
    installation is begun again. Raises HubError with pip's last line.
    """
    python = f"py{sys.version_info.major}{sys.version_info.minor}"
    folder = user_cache_path("workload-hub") / "envs" / f"{wanted.name}-{python}"
    marker, packages = folder / ".complete", "\n".join(wanted.packages)
    with only_one(
        folder.parent / ".locks" / folder.name,
        lambda: say(f"{wanted.name}: another hub installs it; waiting"),
    ):
        if not marker.is_file() or marker.read_text() != packages:
            shutil.rmtree(folder, ignore_errors=True)
            fill(folder, wanted, say)
            marker.write_text(packages)
    return folder


def fill(folder: Path, wanted: Environment, say: Say) -> None:
    say(f"{wanted.name}: installing {', '.join(wanted.packages)}, once")
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, capture_output=True)
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--progress-bar", "off", *wanted.packages]
    with subprocess.Popen(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as running:
        last = follow(running, wanted.name, say)
    if running.returncode:
        raise HubError(f"{wanted.name}: pip could not install {' '.join(wanted.packages)}: {last}")


def follow(running: subprocess.Popen[str], name: str, say: Say) -> str:
    """Says what pip says, shortened; gives the last line of all."""
    last = ""
    for line in running.stdout or ():
        last = line.strip() or last
        if line.startswith(SHOWN):
            say(f"{name}: {last[:90]}")
    return last
