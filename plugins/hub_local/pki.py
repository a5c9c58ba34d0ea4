"""Keys, certificates and tokens of one cluster, made once and kept with its data.

Two authorities, as in every cluster with an aggregation layer: one for the cluster,
and one for the front proxy, so that a client certificate of the first can never
pass for a request that the API server forwards (kubernetes.io, "Configure the
Aggregation Layer").
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hub_local.state import replace

ADMIN = "admin"
SCHEDULER = "system:kube-scheduler"
CONTROLLER_MANAGER = "system:kube-controller-manager"
_USERS = {ADMIN: "system:masters", SCHEDULER: "", CONTROLLER_MANAGER: ""}


@dataclass(frozen=True)
class Pki:
    """The files, by what they are for."""

    folder: Path

    def file(self, name: str) -> str:
        return str(self.folder / name)

    def tokens(self) -> dict[str, str]:
        """User → token."""
        lines = (self.folder / "tokens.csv").read_text().splitlines()
        return {line.split(",")[1]: line.split(",")[0] for line in lines}

    def make(self) -> None:
        """Make what is not there yet; `complete` is written last, so a half made set is made again."""
        if (self.folder / "complete").exists():
            return
        from hub_local.issue import make_all  # only the first `up` needs cryptography, which is slow to load

        make_all(self.folder, _USERS)
        replace(self.folder / "complete", b"")
