"""The namespaces that the containers of one pod share: network, host name, IPC."""

from __future__ import annotations

import asyncio
import secrets
from asyncio.subprocess import DEVNULL, PIPE, Process

from hub_local.agent.config import Network

PAUSE = 'printf %s "$0" > /proc/sys/kernel/hostname; echo; exec sleep infinity'


class SandboxError(Exception):
    """The pod's namespaces or its network could not be made."""


class Sandbox:
    """A sleeping process that holds the namespaces. ``ip`` ``None``: the machine's own network is used."""

    def __init__(self, process: Process, own_network: bool) -> None:
        self._process, self._own_network = process, own_network

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def prefix(self) -> list[str]:
        """The words that put a command inside."""
        network = ["-n"] if self._own_network else []
        return ["nsenter", "-t", str(self._process.pid), *network, "-u", "-i", "--"]

    async def close(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()


async def open_sandbox(hostname: str, ip: str | None, network: Network) -> Sandbox:
    flags = ["-n", "-u", "-i"] if ip else ["-u", "-i"]
    process = await asyncio.create_subprocess_exec(
        "unshare", *flags, "sh", "-c", PAUSE, hostname, stdin=DEVNULL, stdout=PIPE, start_new_session=True
    )
    assert process.stdout is not None
    if not await process.stdout.readline():
        raise SandboxError("cannot make the pod's namespaces (see the node agent's log)")
    sandbox = Sandbox(process, own_network=bool(ip))
    if ip:
        try:
            await _connect(process.pid, ip, network)
        except SandboxError:
            await sandbox.close()
            raise
    return sandbox


async def _connect(pid: int, ip: str, network: Network) -> None:
    """One end of a cable on the bridge, the other one in the pod."""
    bits = network.pods.partition("/")[2]
    outside = "v" + secrets.token_hex(6)
    await _ip(
        [], f"link add {outside} type veth peer name eth0 netns {pid}",
        f"link set {outside} master {network.bridge} up",
    )  # fmt: skip
    await _ip(
        ["nsenter", "-t", str(pid), "-n"], "link set lo up", f"addr add {ip}/{bits} dev eth0",
        "link set eth0 up", f"route add default via {network.gateway}",
    )  # fmt: skip


async def _ip(prefix: list[str], *commands: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *prefix, "ip", "-batch", "-", stdin=PIPE, stdout=DEVNULL, stderr=PIPE
    )
    _, errors = await process.communicate("\n".join(commands).encode())
    if process.returncode:
        raise SandboxError(f"network set-up failed: {errors.decode().strip()}")
