"""Which cluster, as whom: kubeconfig files merged as kubectl does, or the pod's own service account.

Source of the rules: "Organizing Cluster Access Using kubeconfig Files",
kubernetes.io. The first file to set a name wins; ``current-context`` is the
first one set; relative paths are relative to the file that has them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub.errors import NoCluster, Usage, nearest

SERVICE_ACCOUNT = Path("/var/run/secrets/kubernetes.io/serviceaccount")
PATHS = ("certificate-authority", "client-certificate", "client-key", "tokenFile")
SECTIONS = {"contexts": "context", "clusters": "cluster", "users": "user"}
Entries = dict[str, dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Target:
    """One API server and the user to be there. ``cluster`` and ``user`` are the kubeconfig's own entries."""

    server: str
    context: str = ""
    user_name: str = ""
    namespace: str = "default"
    cluster: Mapping[str, Any] = field(default_factory=dict)
    user: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[Path, ...] = ()

    @property
    def who(self) -> str:
        return f"user {self.user_name!r}" if self.user_name else "the pod's service account"


def target(kubeconfig: str | None = None, context: str | None = None) -> Target:
    """The cluster to talk to. Raises `NoCluster` when there is none, `Usage` when what was named is wrong."""
    files = list(candidates(kubeconfig))
    if not files:
        return in_cluster(context)
    merged: dict[str, Entries] = {section: {} for section in SECTIONS}
    current = context or ""
    for file in files:
        content = read(file)
        current = current or _text(content.get("current-context"))
        for section in SECTIONS:
            merged[section] = dict(_entries(content, section, file)) | merged[section]
    return _chosen(merged, current, tuple(files))


def candidates(kubeconfig: str | None) -> Iterable[Path]:
    """The files to read, in order. One that was named must be there."""
    if kubeconfig:
        file = Path(kubeconfig).expanduser()
        if not file.is_file():
            raise Usage(f"there is no kubeconfig {kubeconfig}; name an existing file with --kubeconfig")
        return [file]
    named = [Path(part).expanduser() for part in os.environ.get("KUBECONFIG", "").split(os.pathsep) if part]
    found = [file for file in named or [Path.home() / ".kube" / "config"] if file.is_file()]
    if named and not found and not inside():
        raise NoCluster(
            f"KUBECONFIG names {os.pathsep.join(map(str, named))}, which is not there; "
            "start a local cluster with `hub up`, or name a file with --kubeconfig"
        )
    return found


def in_cluster(context: str | None = None) -> Target:
    """The API server of the cluster this process runs in, as its pod's service account."""
    if not inside():
        raise NoCluster(
            "no kubeconfig was found; start a local cluster with `hub up`, or name one with --kubeconfig"
        )
    if context:
        raise Usage(
            f"there is no kubeconfig, so no context {context!r}; leave --context out inside a cluster"
        )
    host, port = os.environ["KUBERNETES_SERVICE_HOST"], os.environ.get("KUBERNETES_SERVICE_PORT", "443")
    namespace = SERVICE_ACCOUNT / "namespace"
    return Target(
        server=f"https://{f'[{host}]' if ':' in host else host}:{port}",
        namespace=namespace.read_text().strip() if namespace.is_file() else "default",
        cluster={"certificate-authority": str(SERVICE_ACCOUNT / "ca.crt")},
        user={"tokenFile": str(SERVICE_ACCOUNT / "token")},
    )


def read(file: Path) -> Mapping[str, Any]:
    """One kubeconfig file as plain values. Raises `Usage`."""
    import yaml

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(file.read_bytes(), Loader=loader)
    except OSError as error:
        raise Usage(f"kubeconfig {file} cannot be read ({error.strerror}); check its permissions") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" at line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise Usage(
            f"kubeconfig {file} is not YAML{where}; repair it or name another with --kubeconfig"
        ) from None
    if content is None:
        return {}
    if not isinstance(content, Mapping):
        raise Usage(f"kubeconfig {file} is not a mapping; repair it or name another with --kubeconfig")
    return content


def inside() -> bool:
    return bool(os.environ.get("KUBERNETES_SERVICE_HOST")) and (SERVICE_ACCOUNT / "token").is_file()


def _entries(content: Mapping[str, Any], section: str, file: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    rows = content.get(section)
    if rows is not None and not isinstance(rows, list):
        raise Usage(
            f"kubeconfig {file}: {section} is not a list; repair it or name another with --kubeconfig"
        )
    # reversed: within one file, too, the first entry of a name wins
    for row in reversed(rows or []):
        body = row.get(SECTIONS[section]) if isinstance(row, Mapping) else None
        if isinstance(body, Mapping) and row.get("name"):
            yield str(row["name"]), {key: _placed(key, value, file) for key, value in body.items()}


def _placed(key: str, value: Any, file: Path) -> Any:
    return str(file.absolute().parent / Path(value).expanduser()) if key in PATHS and value else value


def _chosen(merged: Mapping[str, Entries], current: str, files: tuple[Path, ...]) -> Target:
    contexts, where = merged["contexts"], ", ".join(map(str, files))
    if not current:
        hint = (
            f"choose one of {', '.join(sorted(contexts))} with --context"
            if contexts
            else "start one with `hub up`"
        )
        raise NoCluster(f"the kubeconfig {where} has no current context; {hint}")
    if current not in contexts:
        names = ", ".join(sorted(contexts)) or "no context at all"
        raise Usage(f"there is no context {current!r} in {where}{nearest(current, contexts)}; it has {names}")
    context = contexts[current]
    cluster = _named(merged["clusters"], context, "cluster", current)
    user = _named(merged["users"], context, "user", current) if context.get("user") else {}
    server = _text(cluster.get("server")).rstrip("/")
    if not server.startswith(("https://", "http://")):
        raise Usage(
            f"the cluster of context {current!r} has no server address; repair the kubeconfig {where}"
        )
    return Target(
        server=server,
        context=current,
        user_name=_text(context.get("user")),
        namespace=_text(context.get("namespace")) or "default",
        cluster=cluster,
        user=user,
        files=files,
    )


def _named(entries: Entries, context: Mapping[str, Any], what: str, current: str) -> dict[str, Any]:
    name = _text(context.get(what))
    if name not in entries:
        raise Usage(
            f"context {current!r} names the {what} {name!r}, which the kubeconfig does not have"
            f"{nearest(name, entries)}; repair it or choose another with --context"
        )
    return entries[name]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
