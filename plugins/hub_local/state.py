"""The folder of a cluster: what is in it, and what is remembered from one `up` to the next."""

from __future__ import annotations

import os
import shutil
import stat
from pathlib import Path

import msgspec
from platformdirs import user_state_path

from hub_local.records import Cluster


def state_root() -> Path:
    """The folder of all clusters: `HUB_LOCAL_STATE`, else the user's state folder."""
    named = os.environ.get("HUB_LOCAL_STATE")
    return Path(named).absolute() if named else user_state_path("workload-hub") / "clusters"


class Folder:
    """Where the files of one cluster lie. Holds paths; touches nothing until asked."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.path = state_root() / name
        self.record = self.path / "cluster.json"
        self.control = self.path / "control.sock"
        self.kubeconfig = self.path / "kubeconfig"
        self.inside_kubeconfig = self.path / "kubeconfig-inside"
        self.pki = self.path / "pki"
        self.etcd = self.path / "etcd"
        self.node = self.path / "node"
        self.logs = self.path / "logs"
        self.scratch = self.path / "tmp"
        self.images = self.path / "images.json"
        self.agent_config = self.path / "agent.json"

    def make(self) -> None:
        """Make the folders, for the user only: keys and tokens lie here."""
        self.path.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)
        for folder in (self.pki, self.etcd, self.node, self.logs, self.scratch):
            folder.mkdir(exist_ok=True, mode=0o700)

    def log(self, component: str) -> Path:
        return self.logs / f"{component}.log"

    def read(self) -> Cluster:
        """What is remembered; a cluster that was never started is empty. A damaged record counts as none."""
        try:
            return msgspec.json.decode(self.record.read_bytes(), type=Cluster)
        except (FileNotFoundError, msgspec.DecodeError):
            return Cluster()

    def write(self, cluster: Cluster) -> None:
        replace(self.record, msgspec.json.format(msgspec.json.encode(cluster)))

    def remove(self) -> None:
        """Remove everything, also folders that an overlay mount left without any permission."""
        for folder, names, _ in os.walk(self.path):
            for name in names:
                _open(Path(folder) / name)
        shutil.rmtree(self.path, ignore_errors=False)


def _open(folder: Path) -> None:
    if not folder.is_symlink() and folder.stat().st_mode & stat.S_IRWXU != stat.S_IRWXU:
        folder.chmod(stat.S_IRWXU)


def replace(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Write a file whole or not at all; says whether its content changed."""
    if path.exists() and path.read_bytes() == content:
        return False
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
    return True


def cluster_names() -> list[str]:
    """Names of all clusters that were ever started here and not purged."""
    return sorted(entry.parent.name for entry in state_root().glob("*/cluster.json"))
