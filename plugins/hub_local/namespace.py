"""The namespaces that hold a whole cluster: making them, furnishing them, entering them.

One user, mount, network and process namespace for everything. Its first process is
the supervisor; when that ends the kernel ends every other process in it, and the
mounts and networks go with the last of them.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from hub.errors import HubError
from hub_local.records import Mode

GATEWAY = "10.244.0.1"  # this machine, as pods see it
BRIDGE = "br0"
PODS = "10.244.0.0/16"
SERVICES = "10.96.0.0/16"
API_SERVICE = "10.96.0.1"
DNS = "10.96.0.10"
NETWORK = {"bridge": BRIDGE, "gateway": GATEWAY, "pods": PODS, "services": SERVICES, "dns": DNS}

_COMMON = ("--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc")
_RESOLV = f"nameserver {DNS}\nsearch svc.cluster.local cluster.local\noptions ndots:5\n"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
_SET_UP = (
    "ip link set lo up",
    # AnyIP: every service address is local, so the agent can listen on any of them.
    f"ip route add local {SERVICES} dev lo",
    f"ip link add {BRIDGE} type bridge",
    f"ip addr add {GATEWAY}/16 dev {BRIDGE}",
    f"ip link set {BRIDGE} up",
)


def unshare(mode: Mode) -> list[str]:
    """The start of a command line that runs the rest in new namespaces; nothing where there are none."""
    match mode:
        case Mode.USER:
            return ["unshare", "--user", "--map-root-user", *_COMMON]
        case Mode.ROOT:
            return ["unshare", *_COMMON]
        case Mode.SIMULATED:
            return []


def allowed_mode() -> Mode:
    """The best mode that works on this machine, found by trying; `HUB_LOCAL_MODE` names another."""
    if named := os.environ.get("HUB_LOCAL_MODE"):
        return _named(named)
    return next((mode for mode in (Mode.USER, Mode.ROOT) if _works(mode)), Mode.SIMULATED)


def _named(text: str) -> Mode:
    try:
        return Mode(text)
    except ValueError:
        raise HubError(f"HUB_LOCAL_MODE is {text!r}; it can be {', '.join(Mode)}") from None


def _works(mode: Mode) -> bool:
    """Not only may the namespaces be made, they can also be furnished (a bridge, a mount)."""
    probe = [*unshare(mode), "sh", "-ec", f"ip link add {BRIDGE} type bridge; mount --bind /etc /etc"]
    return subprocess.run(probe, capture_output=True, check=False, timeout=30).returncode == 0


def furnish(folder: Path) -> None:
    """Inside, once: loopback, the bridge, forwarding between pods, and the cluster's names."""
    for line in _SET_UP:
        subprocess.run(line.split(), check=True)
    Path("/proc/sys/net/ipv4/ip_forward").write_text("1")
    if Path("/etc/resolv.conf").exists():
        resolv = folder / "resolv.conf"
        resolv.write_text(_RESOLV)
        subprocess.run(["mount", "--bind", resolv, "/etc/resolv.conf"], check=True)


def entering(mode: Mode, first: int, argv: Sequence[str]) -> list[str]:
    """The command line that runs `argv` inside, in the current folder. `first` is the supervisor's process.

    The command gets SIGTERM when whoever started it ends, so that nothing is left running inside.
    """
    mortal = ["setpriv", "--pdeathsig", "TERM", "--"]
    if not mode.namespaced:
        return [*mortal, *argv]
    user = ["--user", "--preserve-credentials"] if mode is Mode.USER else []
    kinds = ["--mount", "--net", "--pid", f"--wdns={Path.cwd()}"]
    return [*mortal, "nsenter", "--target", str(first), *user, *kinds, *mortal, *argv]


def inside_env(mode: Mode, binaries: str, kubeconfig: str, extra: Mapping[str, str]) -> dict[str, str]:
    """The environment of a program inside: the cluster, its tools, and this machine's own name and address.

    Proxy settings are left out: they are of use for the world outside only, which cannot be reached.
    """
    known = {
        "PATH": os.pathsep.join([binaries, os.environ.get("PATH", os.defpath)]),
        "KUBECONFIG": kubeconfig,
        "HUB_LOCAL_ADDRESS": GATEWAY if mode.namespaced else "127.0.0.1",
        "HUB_LOCAL_HOST": "machine.hub-local.svc" if mode.namespaced else "localhost",
    }
    kept = {name: value for name, value in os.environ.items() if name.lower() not in _PROXIES}
    return {**kept, **known, **extra}
