"""A real etcd and a real kube-apiserver on loopback, which a test may kill and start again."""

from __future__ import annotations

import socket
import ssl
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from hub_local.binaries import Binaries
from hub_local.issue import make_all

USERS = {"admin": "system:masters", "ada": "", "bo": ""}


@dataclass
class Plane:
    """One control plane without controllers: objects stay as they were written."""

    folder: Path
    binaries: Binaries
    ports: tuple[int, ...] = ()
    _running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self) -> None:
        (self.folder / "pki").mkdir(parents=True)
        make_all(self.folder / "pki", USERS)
        self.ports = _free_ports(3)
        self.write_kubeconfig()
        client, peer = (f"http://127.0.0.1:{port}" for port in self.ports[1:])
        self._spawn(
            "etcd",
            f"--data-dir={self.folder / 'etcd'}",
            f"--listen-client-urls={client}",
            f"--advertise-client-urls={client}",
            f"--listen-peer-urls={peer}",
            "--unsafe-no-fsync",
            "--log-level=warn",
        )
        self.start_server()

    def start_server(self) -> None:
        self._spawn(
            "kube-apiserver",
            f"--etcd-servers=http://127.0.0.1:{self.ports[1]}",
            "--bind-address=127.0.0.1",
            "--advertise-address=10.0.0.1",  # never used: loopback would be refused
            f"--secure-port={self.ports[0]}",
            f"--token-auth-file={self.pki('tokens.csv')}",
            f"--client-ca-file={self.pki('ca.crt')}",
            f"--tls-cert-file={self.pki('apiserver.crt')}",
            f"--tls-private-key-file={self.pki('apiserver.key')}",
            "--service-account-issuer=https://kubernetes.default.svc",
            f"--service-account-signing-key-file={self.pki('service-accounts.key')}",
            f"--service-account-key-file={self.pki('service-accounts.key')}",
            "--disable-admission-plugins=ServiceAccount",  # nobody here makes the default ones
            "--service-cluster-ip-range=10.96.0.0/16",
            "--authorization-mode=RBAC",
            "--endpoint-reconciler-type=none",
            "--profiling=false",
            "--feature-gates=GenericWorkload=true",  # Kubernetes' own gangs
            "--runtime-config=scheduling.k8s.io/v1beta1=true",
        )
        self.wait_ready()

    def kill_server(self) -> None:
        """As a crash does it: no goodbye."""
        server = self._running.pop("kube-apiserver")
        server.kill()
        server.wait()

    def stop(self) -> None:
        for process in reversed(self._running.values()):
            process.kill()
            process.wait()

    @property
    def server(self) -> str:
        return f"https://127.0.0.1:{self.ports[0]}"

    @property
    def kubeconfig(self) -> str:
        return str(self.folder / "kubeconfig")

    def pki(self, name: str) -> str:
        return str(self.folder / "pki" / name)

    def tokens(self) -> dict[str, str]:
        rows = (row.split(",") for row in Path(self.pki("tokens.csv")).read_text().splitlines())
        return {row[1]: row[0] for row in rows}

    def write_kubeconfig(self) -> None:
        """A context for each user; ada's namespace is team-a."""
        cluster = {"server": self.server, "certificate-authority": "pki/ca.crt"}
        users = self.tokens()
        content = {
            "clusters": [{"name": "test", "cluster": cluster}],
            "users": [{"name": user, "user": {"token": token}} for user, token in users.items()],
            "contexts": [
                {"name": user, "context": {"cluster": "test", "user": user, "namespace": "team-a"}}
                for user in users
            ],
            "current-context": "admin",
        }
        Path(self.kubeconfig).write_text(yaml.safe_dump(content))

    def wait_ready(self, seconds: float = 120) -> None:
        trust = ssl.create_default_context(cafile=self.pki("ca.crt"))
        request = urllib.request.Request(
            f"{self.server}/readyz", headers={"Authorization": f"Bearer {self.tokens()['admin']}"}
        )
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(request, context=trust, timeout=5):
                    return
            except OSError:
                time.sleep(0.1)
        log = (self.folder / "kube-apiserver.log").read_text()[-2000:]
        raise AssertionError(f"the API server is not ready after {seconds} s:\n{log}")

    def _spawn(self, program: str, *flags: str) -> None:
        with (self.folder / f"{program}.log").open("ab") as log:
            argv = [self.binaries[program], *flags]
            self._running[program] = subprocess.Popen(argv, stdout=log, stderr=log, stdin=subprocess.DEVNULL)


def _free_ports(count: int) -> tuple[int, ...]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = tuple(each.getsockname()[1] for each in sockets)
    for each in sockets:
        each.close()
    return ports
