"""A new package for an adapter: the files of `acme`, with the names replaced."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable
from os.path import lexists
from pathlib import Path
from tempfile import TemporaryDirectory

from hub.errors import HubError, Usage
from hub.model import Kind
from hub.registry import Registry, discover

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
KIND = re.compile(r"[a-z0-9]+([-.][a-z0-9]+)*/[A-Z][A-Za-z0-9]*")
COMPILED = "__pycache__"

Words = Mapping[str, str]


def write(name: str, kind: str, into: Path, registry: Registry) -> Path:
    """The new folder ``workload-hub-NAME``, whole or not at all. ``kind`` may be empty: one is made up.

    Raises `Usage` for names that are wrong or taken, `HubError` where nothing can be written.
    """
    words = renamed(_named(name), _kind(kind or _likely(name), registry), registry)
    target = into / f"workload-hub-{name}"
    if lexists(target):
        raise Usage(f"{target.name} is there already; remove it, or choose another name")
    try:
        with TemporaryDirectory(prefix=f".{target.name}-", dir=into) as unfinished:
            _copy(files(__package__) / "acme", Path(unfinished) / target.name, words)
            (Path(unfinished) / target.name).rename(target)
    except OSError as error:
        raise HubError(f"{target} cannot be written: {error.strerror}; go to a folder of your own") from None
    return target


def renamed(name: str, kind: Kind, registry: Registry) -> Words:
    """Each word of the template and what stands in its place."""
    plain = kind.name.lower()
    type_ = plain if plain not in registry.adapters else f"{name}-{plain}"
    return {
        "acme": name,
        "hub_acme": f"hub_{name.replace('-', '_')}",
        "acme.example.org": kind.group,
        "AcmeJob": kind.name,
        "acmejob": type_,
        "ACMEJOB": type_.upper().replace("-", "_"),
    }


def _copy(template: Traversable, target: Path, words: Words) -> None:
    if template.is_file():
        target.write_text(_replaced(template.read_text("utf-8"), words), "utf-8")
        return
    target.mkdir()
    for each in template.iterdir():
        if each.name != COMPILED:
            _copy(each, target / _replaced(each.name, words), words)


def _replaced(text: str, words: Words) -> str:
    """All words at once, the longest first, so that none is found in what another became."""
    pattern = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.sub(pattern, lambda match: words[match[0]], text)


def _named(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Usage(f"{name!r} is no name for a plugin; write lower-case letters, digits and single hyphens")
    plugins, faults = discover()
    if name in {plugin.name for plugin in plugins} | {fault.plugin for fault in faults}:
        raise Usage(f"there is a plugin {name!r} already; `hub plugins` lists them, choose another name")
    return name


def _likely(name: str) -> str:
    return f"{name}.example.org/{''.join(part.capitalize() for part in name.split('-'))}"


def _kind(text: str, registry: Registry) -> Kind:
    if not KIND.fullmatch(text):
        raise Usage(f"--kind {text!r} is no kind with its group; write GROUP/Kind: batch.example.org/Task")
    kind = Kind.parse(text)
    claimed = next((adapter for claim, adapter in registry.owners.get(kind, ()) if claim.when is None), None)
    if claimed is not None:
        raise Usage(f"{kind} is claimed by {claimed.name!r} already; `hub adapters` lists what is claimed")
    return kind
