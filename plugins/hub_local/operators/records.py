"""What has to be said about an operator so that `hub up --with NAME` can build and run it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Environment:
    """Python packages that stand in for an image, installed once into the user's cache.

    `name` carries the version that matters (``ray-2.60.0``); it is also the word
    by which images and programs refer to the folder: ``{ray}`` (up to the last dash).
    """

    name: str
    packages: tuple[str, ...]

    @property
    def word(self) -> str:
        return self.name.rsplit("-", 1)[0].replace("-", "_")


@dataclass(frozen=True)
class Image:
    """How the node agent runs containers of the images that match `glob`.

    Words in braces are folders: an environment's word, ``{bin}`` (built programs), ``{files}``.
    """

    glob: str
    path: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    workdir: str = ""


@dataclass(frozen=True)
class Serving:
    """The certificate of an operator's webhook server; its files lie in ``{own}/certs``.

    `names` are the Service names that clients would call it by. `secret` (``namespace/name``) and
    `authority` are for operators that rotate their own certificates: they accept one from us when
    that Secret holds it and its issuer has that name. `selectors` narrow a webhook (by name) to
    objects with these labels, where the module's bare manifest leaves that to the Helm chart.
    """

    names: tuple[str, ...]
    secret: str = ""
    authority: str = "workload-hub"
    selectors: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Program:
    """One process; the last of an operator is the one that serves its webhooks.

    `argv[0]` is a built program's name or a path. Words in braces as in `Image`, and the ports
    ``{metrics}``, ``{health}``, ``{webhook}``, ``{other}``, the operator's folder ``{own}``,
    ``{host}``, ``{api_host}``, ``{api_port}``, ``{kubeconfig}``. `ready` is the port on which it
    must listen within `patience` seconds (none: nothing is waited for); `serves` is a port for people,
    exposed outside; `mounts` are for fixed folders: what it sees -> what is meant.
    """

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    mounts: Mapping[str, str] = field(default_factory=dict)
    ready: str = "{health}"
    patience: int = 60
    serves: str = ""


@dataclass(frozen=True)
class Operator:
    """A framework's own controller (or server), as upstream ships it.

    `module` is the Go module whose folder in the module cache holds the CRDs; its version is
    read from ``modules/<name>/go.mod``. `manifests` are kustomize folders and globs of YAML
    files, relative to that folder, or to this package when they begin with ``files/``;
    `without` names objects in them, and entries of webhook configurations, that are not to be
    applied. `config` are templates in ``files/`` (``$webhook``, ``$own`` …) that come to lie in ``{own}``;
    `hint` is said at the end. `added` are files that the module lacks: path in it -> file in ``files/``.
    """

    name: str
    title: str
    programs: tuple[Program, ...] = ()
    module: str = ""
    manifests: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    serving: Serving | None = None
    environments: tuple[Environment, ...] = ()
    images: tuple[Image, ...] = ()
    config: tuple[str, ...] = ()
    added: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    hint: str = ""

    @property
    def source(self) -> Path:
        """The folder with the go.mod that pins what is built."""
        return HERE / "modules" / self.name

    @property
    def version(self) -> str:
        """As pinned: ``v1.6.2``, or the first environment's when nothing is built."""
        if not self.module:
            return self.environments[0].name.rsplit("-", 1)[1] if self.environments else ""
        found = re.search(
            rf"^\s*(?:require )?{re.escape(self.module)} (\S+)", (self.source / "go.mod").read_text(), re.M
        )
        return found[1] if found else ""
