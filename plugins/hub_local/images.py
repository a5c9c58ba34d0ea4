"""The images that every local cluster knows: what a container of theirs finds in place of an image."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from hub_local.state import Folder, replace

Table = dict[str, Any]


def base_table() -> Table:
    """This Python for `python` images of its version, and the machine's own tools for busybox."""
    major, minor = sys.version_info[:2]
    here = {"path": [f"{sys.prefix}/bin"], "share": sorted({sys.prefix, sys.base_prefix}), "cmd": ["python3"]}
    tags = [f"{version}{rest}" for version in (major, f"{major}.{minor}") for rest in ("", "-*")]
    pythons = [f"python:{tag}" for tag in (*tags, f"{major}.{minor}.*", "latest")]
    return {**dict.fromkeys(pythons, here), "busybox:*": {"cmd": ["sh"]}}


def add_images(folder: Folder, entries: Mapping[str, Any]) -> None:
    """Put entries into the cluster's table. The node agent reads it again when it has changed."""
    table: Table = msgspec.json.decode(folder.images.read_bytes()) if folder.images.exists() else {}
    replace(folder.images, msgspec.json.format(msgspec.json.encode(table | dict(entries))))
