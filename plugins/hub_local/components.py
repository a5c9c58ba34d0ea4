"""The command lines of the control plane: what upstream's programs are told, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass

from hub_local import namespace, pki
from hub_local.binaries import Binaries
from hub_local.kubeconfig import write_inside
from hub_local.records import Component, Exposure, Mode, Ports
from hub_local.state import Folder

LOCAL = "127.0.0.1"
API = "kube-apiserver"
CONTROLLERS = "kube-controller-manager"
AGENT = "node-agent"
GATEWAY = "gateway-api"
_NATIVE_GANGS = "--feature-gates=GenericWorkload=true"


@dataclass(frozen=True)
class Plan:
    """Everything that the command lines depend on."""

    folder: Folder
    mode: Mode
    ports: Ports
    binaries: Binaries

    @property
    def address(self) -> str:
        """Where the API server listens; pods and kubelet ports need one that is not loopback."""
        return namespace.GATEWAY if self.mode.namespaced else LOCAL

    @property
    def pki(self) -> pki.Pki:
        return pki.Pki(self.folder.pki)

    @property
    def gates(self) -> tuple[str, ...]:
        return (_NATIVE_GANGS,) if self.binaries.gangs else ()

    @property
    def server(self) -> str:
        return f"{self.address}:{self.ports.apiserver}"

    def kubeconfig(self, user: str) -> str:
        """The file for one of the control plane's own users, written when it is not there."""
        path = self.folder.pki / f"{user.rpartition(':')[2]}.kubeconfig"
        write_inside(path, self.pki, self.server, self.pki.tokens()[user])
        return str(path)


def api(plan: Plan) -> list[Component]:
    return [etcd(plan), apiserver(plan)]


def controllers(plan: Plan) -> list[Component]:
    """To be started once the API server is ready: those who are refused try again only seconds later."""
    return [controller_manager(plan), scheduler(plan)]


def etcd(plan: Plan) -> Component:
    client = f"http://{LOCAL}:{plan.ports.etcd}"
    peer = f"http://{LOCAL}:{plan.ports.etcd_peer}"
    return _program(
        plan,
        "etcd",
        f"--data-dir={plan.folder.etcd}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--unsafe-no-fsync",  # the data are worth no more than the machine; a killed process loses nothing
        "--log-level=warn",
    )


def apiserver(plan: Plan) -> Component:
    return _program(
        plan,
        API,
        f"--etcd-servers=http://{LOCAL}:{plan.ports.etcd}",
        f"--bind-address={plan.address}",
        f"--secure-port={plan.ports.apiserver}",
        f"--service-cluster-ip-range={namespace.SERVICES}",
        "--allow-privileged=true",
        "--authorization-mode=RBAC",
        "--profiling=false",
        "--endpoint-reconciler-type=none",  # the node agent leads the `kubernetes` Service here itself
        f"--advertise-address={namespace.GATEWAY}",  # never used then, but loopback would be refused
        "--kubelet-preferred-address-types=InternalIP",
        "--enable-aggregator-routing=true",  # webhooks need no service proxy then
        *_identities(plan.pki),
        *_front_proxy(plan.pki),
        *plan.gates,
        *(["--runtime-config=scheduling.k8s.io/v1beta1=true"] if plan.binaries.gangs else []),
        grace=3,  # its watches would keep it for longer
    )


def _identities(keys: pki.Pki) -> Iterable[str]:
    account = keys.file("service-accounts.key")
    yield f"--token-auth-file={keys.file('tokens.csv')}"
    yield f"--client-ca-file={keys.file('ca.crt')}"
    yield f"--tls-cert-file={keys.file('apiserver.crt')}"
    yield f"--tls-private-key-file={keys.file('apiserver.key')}"
    yield f"--kubelet-client-certificate={keys.file('kubelet-client.crt')}"
    yield f"--kubelet-client-key={keys.file('kubelet-client.key')}"
    yield "--service-account-issuer=https://kubernetes.default.svc"
    yield f"--service-account-signing-key-file={account}"
    yield f"--service-account-key-file={account}"


def _front_proxy(keys: pki.Pki) -> Iterable[str]:
    """What lets the API server forward requests to another one, which then knows the user."""
    yield f"--requestheader-client-ca-file={keys.file('front-proxy-ca.crt')}"
    yield "--requestheader-allowed-names=front-proxy-client"
    yield "--requestheader-username-headers=X-Remote-User"
    yield "--requestheader-group-headers=X-Remote-Group"
    yield "--requestheader-extra-headers-prefix=X-Remote-Extra-"
    yield f"--proxy-client-cert-file={keys.file('front-proxy-client.crt')}"
    yield f"--proxy-client-key-file={keys.file('front-proxy-client.key')}"


def controller_manager(plan: Plan) -> Component:
    keys = plan.pki
    return _program(
        plan,
        CONTROLLERS,
        f"--kubeconfig={plan.kubeconfig(pki.CONTROLLER_MANAGER)}",
        f"--bind-address={LOCAL}",
        f"--secure-port={plan.ports.controller_manager}",
        "--leader-elect=false",
        "--use-service-account-credentials=true",  # each controller with the rights upstream gives it
        f"--service-account-private-key-file={keys.file('service-accounts.key')}",
        f"--root-ca-file={keys.file('ca.crt')}",
        f"--cluster-signing-cert-file={keys.file('ca.crt')}",
        f"--cluster-signing-key-file={keys.file('ca.key')}",
        "--profiling=false",
        *plan.gates,
    )


def scheduler(plan: Plan) -> Component:
    return _program(
        plan,
        "kube-scheduler",
        f"--kubeconfig={plan.kubeconfig(pki.SCHEDULER)}",
        f"--bind-address={LOCAL}",
        f"--secure-port={plan.ports.scheduler}",
        "--leader-elect=false",
        "--profiling=false",
        *plan.gates,
    )


def node_agent(plan: Plan, config_digest: str) -> Component:
    """The digest stands in the environment only so that another configuration is another component.

    It runs its pods in a process namespace of its own, whose `unshare` listens to SIGKILL only.
    """
    argv = (sys.executable, "-m", "hub_local.agent", str(plan.folder.agent_config))
    return Component(AGENT, argv, env={"HUB_LOCAL_CONFIG": config_digest}, stop="KILL")


def gateway(exposure: Exposure) -> Component:
    argv = (sys.executable, "-m", "hub_local.gateway", exposure.target)
    return Component(f"gateway-{exposure.name}", argv, stop="KILL")


def _program(plan: Plan, name: str, *flags: str, grace: float = 5) -> Component:
    return Component(name, (plan.binaries[name], *flags), grace=grace)
