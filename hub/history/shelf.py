"""Where captured logs stand: a folder beside the database, or wherever an fsspec URL leads."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

from hub.errors import HubError, Usage
from hub.settings import Settings, history

from .opening import Trouble

Done = TypeVar("Done")


class Shelf(Protocol):
    """Files by name. Each method raises `Trouble`."""

    def names(self, under: str) -> list[str]:
        """All below a folder, in order; none where it is not there."""
        ...

    def read(self, name: str) -> bytes: ...

    def write(self, name: str, body: bytes) -> None:
        """Whole, in the place of what was there."""
        ...

    def remove(self, name: str) -> None: ...


def place(settings: Settings) -> str:
    """What is set, else a folder beside the database, else one in the user's data folder."""
    from platformdirs import user_data_path

    if settings.history_logs:
        return settings.history_logs
    url = history(settings)
    if url.startswith("sqlite:///"):
        return str(Path(url.removeprefix("sqlite:///")).parent / "logs")
    return str(user_data_path("hub", appauthor=False) / "logs")


def shelf(settings: Settings) -> Shelf:
    """The shelf of these settings. Raises `Usage` for a URL that cannot be used."""
    where = place(settings)
    return Remote(where) if "://" in where else Folder(Path(where))


class Folder:
    """Files of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self, under: str) -> list[str]:
        top = self._root / under
        return sorted(str(path.relative_to(self._root)) for path in top.rglob("*.gz")) if top.is_dir() else []

    def read(self, name: str) -> bytes:
        return self._done((self._root / name).read_bytes)

    def write(self, name: str, body: bytes) -> None:
        """A reader sees the old or the new, never a part."""
        path = self._root / name

        def write() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            beside.write_bytes(body)
            os.replace(beside, path)

        self._done(write)

    def remove(self, name: str) -> None:
        path = self._root / name
        self._done(lambda: path.unlink(missing_ok=True))
        for folder in path.parents:
            if folder == self._root or any(folder.iterdir()):
                return
            folder.rmdir()

    def _done(self, work: Callable[[], Done]) -> Done:
        try:
            return work()
        except OSError as error:
            why = error.strerror or str(error)
            raise Trouble(
                f"captured logs at {self._root}: {why}; make room there or set history_logs"
            ) from None


class Remote:
    """Objects of a store that fsspec knows: ``s3://BUCKET/FOLDER``, ``memory://``."""

    def __init__(self, url: str) -> None:
        try:
            from fsspec.core import url_to_fs

            self._store, self._root = url_to_fs(url)
        except (ImportError, ValueError) as error:
            raise Usage(
                f"history_logs {url!r} cannot be used ({error}); `pip install 'workload-hub[logs]'` and the "
                "store's own package (s3fs, gcsfs, …), or name a folder"
            ) from None
        self._url = url

    def names(self, under: str) -> list[str]:
        found = self._done(lambda: self._store.find(f"{self._root}/{under}"))
        return sorted(str(path)[len(self._root) :].lstrip("/") for path in found if str(path).endswith(".gz"))

    def read(self, name: str) -> bytes:
        found: bytes = self._done(lambda: self._store.cat_file(f"{self._root}/{name}"))
        return found

    def write(self, name: str, body: bytes) -> None:
        self._done(lambda: self._store.pipe_file(f"{self._root}/{name}", body))

    def remove(self, name: str) -> None:
        self._done(lambda: self._store.rm_file(f"{self._root}/{name}"))

    def _done(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except HubError:
            raise
        except Exception as error:  # each store has its own errors
            raise Trouble(
                f"captured logs at {self._url}: {type(error).__name__}: {error}; check history_logs"
            ) from None
