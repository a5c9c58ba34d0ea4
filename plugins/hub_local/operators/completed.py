"""Modules that do not compile as they are served, completed by a file of ours before they are built.

Go's own overlays are refused for files of the module cache, so the module is copied beside it.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from platformdirs import user_cache_path

from hub_local.locks import only_one
from hub_local.operators.records import HERE, Operator
from hub_local.operators.sources import downloaded
from hub_local.progress import Say


def pinned(operator: Operator, say: Say) -> Path:
    """The folder with the go.mod to build: the operator's own, or one that leads to its completed copy."""
    if not operator.added:
        return operator.source
    name = f"{operator.name}-{digest(operator)}"
    folder = user_cache_path("workload-hub") / "src" / name
    with only_one(folder.parent / ".locks" / name, lambda: say(f"{name}: another hub prepares it; waiting")):
        if not folder.is_dir():
            draft = folder.with_name(f".{name}")
            shutil.rmtree(draft, ignore_errors=True)
            complete(operator, draft, folder)
            draft.rename(folder)
    return folder


def digest(operator: Operator) -> str:
    parts = [(HERE / "files" / ours).read_bytes() for ours in operator.added.values()]
    parts.append((operator.source / "go.mod").read_bytes())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]


def complete(operator: Operator, draft: Path, final: Path) -> None:
    shutil.copytree(downloaded(operator), draft / "module", copy_function=shutil.copyfile)
    for each in (draft / "module", *filter(Path.is_dir, (draft / "module").rglob("*"))):
        each.chmod(0o755)  # the module cache is read-only, folders too
    for place, ours in operator.added.items():
        shutil.copyfile(HERE / "files" / ours, draft / "module" / place)
    shutil.copyfile(operator.source / "go.sum", draft / "go.sum")
    text = (operator.source / "go.mod").read_text()
    (draft / "go.mod").write_text(f"{text}\nreplace {operator.module} => {final / 'module'}\n")
