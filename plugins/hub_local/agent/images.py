"""Which images this machine can run: a table from image pattern to a folder of programs."""

from __future__ import annotations

import logging
from fnmatch import fnmatchcase
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)
PREFIXES = ("index.docker.io/library/", "docker.io/library/", "index.docker.io/", "docker.io/", "library/")


class Image(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What stands in for an image. ``share``: folders shown at their own paths; ``path``: before PATH."""

    path: tuple[str, ...] = ()
    env: dict[str, str] = {}
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    workdir: str = "/"


class Images:
    """The table in a JSON file, read again whenever the file changes. A broken file leaves the old table."""

    def __init__(self, file: str | None) -> None:
        self._file = Path(file) if file else None
        self._read: tuple[int, int] | None = None
        self._table: dict[str, Image] = {}

    def find(self, name: str) -> Image | None:
        self._refresh()
        short = short_name(name)
        matches = (image for glob, image in self._table.items() if _matches(glob, name, short))
        return next(matches, None)

    @property
    def names(self) -> list[str]:
        """The images of the table, without tags."""
        self._refresh()
        return sorted({glob.partition(":")[0] for glob in self._table})

    def _refresh(self) -> None:
        if self._file is None:
            return
        try:
            stat = self._file.stat()
            if (stat.st_mtime_ns, stat.st_size) != self._read:
                self._read = stat.st_mtime_ns, stat.st_size
                self._table = msgspec.json.decode(self._file.read_bytes(), type=dict[str, Image])
        except (OSError, msgspec.DecodeError) as error:
            log.error("image table %s not read: %s", self._file, error)


def short_name(name: str) -> str:
    """The name as people type it: without Docker Hub's host and without a digest."""
    bare = name.partition("@")[0]
    prefix = next((each for each in PREFIXES if bare.startswith(each)), "")
    return bare[len(prefix) :]


def _matches(glob: str, name: str, short: str) -> bool:
    return fnmatchcase(name, glob) or fnmatchcase(short, glob) or fnmatchcase(short + ":latest", glob)


def shared_folders(image: Image) -> list[str]:
    """All folders the image needs to see: a virtual environment also needs the Python it was made from."""
    folders = dict.fromkeys(image.share)
    for share in image.share:
        for config in (Path(share) / "pyvenv.cfg", Path(share).parent / "pyvenv.cfg"):
            if config.is_file() and (home := _python_home(config)):
                folders.setdefault(home)
    return [folder for folder in folders if Path(folder).exists()]


def _python_home(config: Path) -> str | None:
    for line in config.read_text().splitlines():
        name, _, value = line.partition("=")
        if name.strip() == "home":
            home = Path(value.strip()).resolve()
            return None if home.parent == Path("/usr") else str(home.parent)
    return None


def search_path(image: Image) -> str:
    return ":".join([*image.path, "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"])
