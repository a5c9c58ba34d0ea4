"""The runtime of containers that are processes: environment, root and mounts of a pod's container."""

from __future__ import annotations

import asyncio
import shutil
import signal
from pathlib import Path
from typing import Any

from hub_local.agent import data, env, logs, process, root
from hub_local.agent.expand import expand
from hub_local.agent.fields import ConfigMissing
from hub_local.agent.images import Image, shared_folders
from hub_local.agent.pod import Container
from hub_local.agent.run import Run
from hub_local.agent.scene import Scene

ELSE = "`hub up --simulate PATTERN` simulates others"
DEFAULT_MESSAGE_PATH = "/dev/termination-log"


class LocalRuntime:
    quiet = False

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def image_problem(self, container: Container) -> str | None:
        if not self._scene.host.config.namespaced:
            return "this machine allows no namespaces: its nodes run simulated pods only"
        if self._scene.host.images.find(container.get("image", "")) is None:
            known = ", ".join(self._scene.host.images.names)
            return f"not found: no program of this machine stands for it, only for {known}; {ELSE}"
        return None

    def image_id(self, container: Container) -> str:
        return f"process://{container.get('image', '')}"

    async def start(self, container: Container, restart: int) -> Run:
        scene, name = self._scene, container["name"]
        assert scene.sandbox is not None
        image = scene.host.images.find(container["image"]) or Image()
        variables = await self._environment(container, image)
        home = scene.folder / "containers" / f"{name}-{restart}"
        home.mkdir(parents=True, exist_ok=True)
        plan = self._root(container, image, variables, home)
        await asyncio.to_thread(shutil.rmtree, home.with_name(f"{name}-{restart - 1}"), ignore_errors=True)
        log = logs.create(scene.logs, name, restart)
        streams = process.Streams(log, plan.terminal, bool(container.get("stdin")))
        ident = f"process://{scene.pod.uid}/{name}/{restart}"
        run = await process.start(ident, plan, scene.sandbox.prefix, home / "spec.json", streams)
        run.stop_signal = _stop_signal(container)
        return run

    async def _environment(self, container: Container, image: Image) -> dict[str, str]:
        scene = self._scene
        found = await data.fetch(scene.host.api, scene.pod.namespace, env.references([container]))

        def lookup(kind: str, name: str) -> env.Data | None:
            return found[kind, name]

        services = scene.host.services.objects.values()
        sources = env.Sources(scene.pod, scene.place, lookup, services)
        terminal = {"TERM": "xterm"} if container.get("tty") else {}
        return terminal | env.environment(container, image, sources)

    def _root(self, container: Container, image: Image, variables: dict[str, str], home: Path) -> root.Root:
        message = home / "message"
        message.touch()
        path = container.get("terminationMessagePath") or DEFAULT_MESSAGE_PATH
        mounts = [self._mount(each, variables) for each in container.get("volumeMounts") or []]
        # Outer before inner, or the outer would hide the inner.
        mounts.sort(key=lambda each: each.target.count("/"))
        return root.Root(
            root=str(home / "root"), upper=str(home / "upper"), links=root.system_links(),
            overlays=root.overlays(shared_folders(image)), files=self._files(home),
            mounts=[*mounts, root.Mount(str(message), path)], masks=[str(self._scene.host.state.resolve())],
            cwd=container.get("workingDir") or image.workdir,
            argv=env.command_line(container, image, variables), env=variables,
            terminal=bool(container.get("tty")),
        )  # fmt: skip

    def _mount(self, mount: dict[str, Any], variables: dict[str, str]) -> root.Mount:
        volumes = self._scene.volumes
        assert volumes is not None
        if mount["name"] not in volumes.ready:
            raise ConfigMissing(f"volumeMount {mount['name']!r}: the pod has no such volume")
        volume = volumes.ready[mount["name"]]
        part = mount.get("subPath") or expand(mount.get("subPathExpr") or "", variables)
        source = volume.path / part
        if not source.exists() and not volume.read_only:
            source.mkdir(parents=True)
        if not source.exists():
            raise ConfigMissing(f"volumeMount {mount['name']!r}: {part} does not exist in the volume")
        read_only = bool(mount.get("readOnly")) or volume.read_only
        # A mounted file must not be a link that is replaced later.
        path = source.resolve() if part else source
        return root.Mount(str(path), mount["mountPath"].rstrip("/") or "/", read_only)

    def _files(self, home: Path) -> dict[str, str]:
        scene, pod = self._scene, self._scene.pod
        policy, dns = pod.spec.get("dnsPolicy", "ClusterFirst"), scene.host.config.network.dns
        texts = {
            "hosts": root.hosts(scene.place.ip, (pod.fqdn, pod.hostname), pod.spec.get("hostAliases") or []),
            "hostname": pod.hostname + "\n",
            "resolv.conf": root.resolv_conf(pod.namespace, dns, policy, pod.spec.get("dnsConfig") or {}),
        }
        for name, text in texts.items():
            (home / name).write_text(text)
        return {f"/etc/{name}": str(home / name) for name in texts}


def termination_message(scene: Scene, container: Container, restart: int, code: int) -> str:
    """What the container left as its last words, at most 4096 bytes."""
    name = container["name"]
    file = scene.folder / "containers" / f"{name}-{restart}" / "message"
    text = file.read_bytes()[:4096].decode(errors="replace") if file.exists() else ""
    fallback = container.get("terminationMessagePolicy") == "FallbackToLogsOnError"
    if not text and code != 0 and fallback:
        return logs.message(logs.file_of(scene.logs, name, restart))
    return text


def _stop_signal(container: Container) -> signal.Signals:
    name = (container.get("lifecycle") or {}).get("stopSignal", "SIGTERM")
    return signal.Signals.__members__.get(name, signal.SIGTERM)
