"""The volumes of one pod, made before its containers start and kept up to date while they run."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hub_local.agent import clock, data, files, payloads, quantity, storage, syscalls
from hub_local.agent.api import Api
from hub_local.agent.env import Data
from hub_local.agent.fields import ConfigMissing, Place
from hub_local.agent.pod import Pod

Volume = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """A volume that can be mounted."""

    path: Path
    read_only: bool = False


@dataclass(slots=True)
class Token:
    text: str
    renew: datetime


class Volumes:
    def __init__(self, api: Api, pod: Callable[[], Pod], place: Place, folder: Path, fake_host: Path) -> None:
        self._api, self._pod, self._place = api, pod, place
        self._folder, self._fake_host = folder, fake_host
        self._tokens: dict[tuple[str, str], Token] = {}
        self.ready: dict[str, Ready] = {}

    async def prepare(self) -> None:
        """Make all volumes. ``ConfigMissing`` says which one cannot be made yet, and why."""
        for volume in self._pod().spec.get("volumes") or []:
            if volume["name"] not in self.ready:
                try:
                    self.ready[volume["name"]] = await self._make(volume)
                except ConfigMissing as error:
                    problem = f'MountVolume.SetUp failed for volume "{volume["name"]}" : {error}'
                    raise ConfigMissing(problem) from error

    async def refresh(self) -> None:
        """Bring the files up to date. What is missing now keeps its last content."""
        for volume in self._pod().spec.get("volumes") or []:
            if volume["name"] in self.ready and any(kind in volume for kind in payloads.KINDS):
                with suppress(ConfigMissing):
                    await self._write(volume)

    def refers_to(self, kind: str, name: str) -> bool:
        volumes = self._pod().spec.get("volumes") or []
        return any((kind, name) in payloads.references(volume) for volume in volumes)

    def expiring(self) -> bool:
        return any(token.renew < datetime.now(UTC) for token in self._tokens.values())

    def release(self) -> None:
        for volume in self._pod().spec.get("volumes") or []:
            if (volume.get("emptyDir") or {}).get("medium") == "Memory":
                with suppress(OSError):
                    syscalls.unmount(str(self._folder / volume["name"]), syscalls.DETACH)

    async def _make(self, volume: Volume) -> Ready:
        name: str = volume["name"]
        if any(kind in volume for kind in payloads.KINDS):
            return Ready(await self._write(volume), read_only=True)
        if "emptyDir" in volume:
            return Ready(self._empty(name, volume["emptyDir"] or {}))
        if "hostPath" in volume:
            return self._host(volume["hostPath"])
        if "persistentVolumeClaim" in volume or "ephemeral" in volume:
            claim = volume.get("persistentVolumeClaim") or {"claimName": f"{self._pod().name}-{name}"}
            path = await storage.folder_of(self._api, self._pod().namespace, claim["claimName"])
            return Ready(path, bool(claim.get("readOnly")))
        kind = next((key for key in volume if key != "name"), "none")
        raise ConfigMissing(f"volume type {kind} is not supported by this node")

    def _empty(self, name: str, source: dict[str, Any]) -> Path:
        path = self._folder / name
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(0o777)
        if source.get("medium") == "Memory":
            limit = int(quantity.parse(source.get("sizeLimit") or self._place.allocatable["memory"]))
            syscalls.mount("tmpfs", str(path), "tmpfs", data=f"mode=1777,size={limit}")
        return path

    def _host(self, source: dict[str, Any]) -> Ready:
        """The machine's own files can be read; what is missing is made in the cluster's state, writable."""
        path, kind = Path(source["path"]), source.get("type") or ""
        if path.exists():
            return Ready(path, read_only=True)
        if kind and not kind.endswith("OrCreate"):
            raise ConfigMissing(f"hostPath type check failed: {path} is not a {kind.lower()}")
        made = self._fake_host / str(path).lstrip("/")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.touch() if kind == "FileOrCreate" else made.mkdir(exist_ok=True)
        return Ready(made)

    async def _write(self, volume: Volume) -> Path:
        pod, folder = self._pod(), self._folder / str(volume["name"])
        found = await data.fetch(self._api, pod.namespace, payloads.references(volume))
        for kind, source in payloads.sources(volume):
            if kind == "serviceAccountToken":
                await self._renew(source)

        def lookup(kind: str, name: str) -> Data | None:
            return found[kind, name]

        material = payloads.Material(pod, self._place, lookup, self._token)
        await asyncio.to_thread(files.write, folder, payloads.files(volume, material))
        return folder

    async def _renew(self, source: dict[str, Any]) -> None:
        key = (source.get("audience", ""), source["path"])
        if key in self._tokens and self._tokens[key].renew > datetime.now(UTC):
            return
        text, expires = await data.token(self._api, self._pod(), source)
        begin = datetime.now(UTC)
        # A kubelet renews at 80 % of the lifetime.
        self._tokens[key] = Token(text, begin + (clock.parse(expires) - begin) * 0.8)

    def _token(self, source: dict[str, Any]) -> str:
        return self._tokens[source.get("audience", ""), source["path"]].text
