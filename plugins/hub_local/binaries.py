"""The programs of the control plane: given by the user, in the cache, or built."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from hub_local.build import build, built
from hub_local.progress import Say

PROGRAMS = ("etcd", "kube-apiserver", "kube-scheduler", "kube-controller-manager", "kubectl")
KUBERNETES = "1.37.2"  # as in controlplane/go.mod; a test compares them
GANGS_SINCE = (1, 37)  # scheduling.k8s.io/v1beta1 behind the GenericWorkload gate

_VERSION = "k8s.io/component-base/version"
# Without these kubectl cannot parse its own version. Everything is fixed, so that a build can be repeated.
_STAMPS = {
    "gitVersion": f"v{KUBERNETES}",
    "gitMajor": KUBERNETES.split(".")[0],
    "gitMinor": KUBERNETES.split(".")[1],
    "gitCommit": "0" * 40,
    "gitTreeState": "clean",
    "buildDate": "1970-01-01T00:00:00Z",
}
FLAGS = (
    "-trimpath",
    "-ldflags",
    " ".join(["-s -w", *(f"-X {_VERSION}.{name}={value}" for name, value in _STAMPS.items())]),
)


@dataclass(frozen=True)
class Binaries:
    """Where the programs are, and which Kubernetes they are."""

    folder: Path
    version: tuple[int, int, int]

    def __getitem__(self, program: str) -> str:
        return str(self.folder / program)

    @property
    def gangs(self) -> bool:
        return self.version[:2] >= GANGS_SINCE

    @property
    def text(self) -> str:
        return "v" + ".".join(map(str, self.version))


def module() -> Traversable:
    return files("hub_local") / "controlplane"


def found() -> Path | None:
    """The folder that needs no building: `KUBEBUILDER_ASSETS` when complete, else the cache; or None."""
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets and not missing_in(Path(assets)):
        return Path(assets).absolute()
    cached = built("kubernetes", module(), FLAGS)
    return cached if cached.is_dir() else None


def missing_in(folder: Path) -> list[str]:
    return [program for program in PROGRAMS if not os.access(folder / program, os.X_OK)]


def provide(say: Say) -> Binaries:
    """The binaries, built now if need be. Raises HubError when that fails."""
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets and (missing := missing_in(Path(assets))):
        say(f"KUBEBUILDER_ASSETS ({assets}) has no {', '.join(missing)}: it is not used")
    # The package of etcd's server is called `server`, and so is what Go makes of it.
    folder = found() or build("kubernetes", module(), say, flags=FLAGS, renamed={"server": "etcd"})
    return Binaries(folder, _version(folder))


def _version(folder: Path) -> tuple[int, int, int]:
    asked = [str(folder / "kube-apiserver"), "--version"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    numbers = re.search(r"v(\d+)\.(\d+)\.(\d+)", said)
    return (int(numbers[1]), int(numbers[2]), int(numbers[3])) if numbers else (0, 0, 0)
