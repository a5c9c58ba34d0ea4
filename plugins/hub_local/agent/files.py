"""Writing the files of a volume so that a reader sees all of the old or all of the new ones."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from hub_local.agent.payloads import File

DATA = "..data"


def write(folder: Path, files: Mapping[str, File]) -> bool:
    """Make the volume hold exactly these files. False when it did already.

    The layout is the one programs expect of a kubelet: each name is a link through ``..data``, and
    ``..data`` is replaced in one rename.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if _present(folder) == files:
        return False
    old = folder / os.readlink(folder / DATA) if (folder / DATA).is_symlink() else None
    fresh = Path(tempfile.mkdtemp(prefix="..", dir=folder))
    fresh.chmod(0o755)
    for name, file in files.items():
        _put(fresh / name, file)
    (folder / "..data_tmp").symlink_to(fresh.name)
    (folder / "..data_tmp").rename(folder / DATA)
    _link(folder, {name.split("/")[0] for name in files})
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)
    return True


def _put(path: Path, file: File) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.content)
    path.chmod(file.mode)


def _link(folder: Path, names: set[str]) -> None:
    for entry in folder.iterdir():
        if entry.is_symlink() and not entry.name.startswith("..") and entry.name not in names:
            entry.unlink()
    for name in names:
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(f"{DATA}/{name}")


def _present(folder: Path) -> dict[str, File] | None:
    if not (folder / DATA).is_symlink():
        return None
    data = folder / DATA
    found = [path for path in data.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(data)): File(path.read_bytes(), path.stat().st_mode & 0o7777) for path in found
    }
