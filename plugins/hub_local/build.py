"""Programs from Go modules, built once into the user's cache.

A module folder has a `go.mod` with `tool` lines and a `go.sum`, and no Go code.
What is built is named by a hash of both and of the flags, so a changed version is
another folder, and a folder that is there is whole.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path

from platformdirs import user_cache_path

from hub.errors import HubError
from hub_local.go import count_packages, go_command, install_tools
from hub_local.locks import only_one
from hub_local.progress import Say, progress

PLAIN = ("-trimpath", "-ldflags", "-s -w")
_UNREACHED = re.compile(r"dial tcp|lookup |timeout|proxyconnect")
_FILES = ("go.mod", "go.sum")


def built(name: str, module: Traversable, flags: Sequence[str] = PLAIN) -> Path:
    """The folder where the binaries of this module are, or will be once they are built."""
    parts = [*((module / file).read_bytes() for file in _FILES), *(flag.encode() for flag in flags)]
    digest = hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]
    return user_cache_path("workload-hub") / "bin" / f"{name}-{digest}"


@dataclass(frozen=True)
class Recipe:
    """What to build, and how."""

    name: str
    module: Traversable
    flags: Sequence[str] = PLAIN
    renamed: Mapping[str, str] = field(default_factory=dict)  # a binary's own name → the name it gets


def build(
    name: str,
    module: Traversable,
    say: Say,
    *,
    flags: Sequence[str] = PLAIN,
    renamed: Mapping[str, str] | None = None,
) -> Path:
    """Build the `tool` lines of `module` unless the cache has them; give the folder of binaries.

    A binary is named like the last element of its package's path, unless `renamed` has another
    name for it. `flags` go to `go install`. Raises HubError with Go's own words when the build
    fails; nothing half made is left then.
    """
    folder = built(name, module, flags)
    if not folder.is_dir():
        recipe = Recipe(name, module, flags, renamed or {})
        waiting = folder.with_name(f".{folder.name}")
        with only_one(waiting, lambda: say(f"{name}: somebody else builds it; waiting")):
            try:
                if not folder.is_dir():
                    _build_into(folder, waiting, recipe, say)
            finally:
                shutil.rmtree(waiting)  # also what a build that was killed left there
    return folder


def _build_into(folder: Path, beside: Path, recipe: Recipe, say: Say) -> None:
    with tempfile.TemporaryDirectory(dir=beside) as scratch:
        source, binaries = Path(scratch, "module"), Path(scratch, "bin")
        for made in (source, binaries):
            made.mkdir()
        for file in _FILES:
            (source / file).write_bytes((recipe.module / file).read_bytes())
        say(f"{recipe.name}: building it from Go modules, which is done once and takes minutes")
        seconds = _compile(source, binaries, recipe, say)
        for old, new in recipe.renamed.items():
            (binaries / old).rename(binaries / new)
        binaries.rename(folder)
    say(f"{recipe.name}: built in {seconds:.0f} s")


def _compile(source: Path, binaries: Path, recipe: Recipe, say: Say) -> float:
    go, name = go_command(), recipe.name
    if go is None:
        raise HubError(f"{name} is not built yet and there is no Go here; install Go 1.26 or later")
    began = time.monotonic()
    env = os.environ | {"GOBIN": str(binaries), "CGO_ENABLED": "0", "GOWORK": "off"}
    with progress(say) as tell:
        tell(f"{name}: fetching the modules")
        total = count_packages(go, source, recipe.flags, env)
        code, complaints = install_tools(go, source, recipe.flags, env, _teller(tell, name, total, began))
    if code:
        said = " · ".join(complaints[-6:])
        advice = "; is the Go module proxy reachable?" if _UNREACHED.search(said) else ""
        raise HubError(f"{name} could not be built: {said}{advice}")
    return time.monotonic() - began


def _teller(tell: Say, name: str, total: int, began: float) -> Callable[[int], None]:
    def told(done: int) -> None:
        seconds = time.monotonic() - began
        tell(f"{name}: {seconds:.0f} s, {done} packages compiled of at most {total}")

    return told
