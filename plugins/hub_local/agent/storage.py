"""Persistent volumes as folders: the StorageClass ``local`` and its provisioner."""

from __future__ import annotations

import asyncio
import logging
import shutil
from contextlib import suppress
from pathlib import Path

from hub_local.agent.api import Api, ApiError, Object, insist
from hub_local.agent.fields import ConfigMissing
from hub_local.agent.store import Store

CLASS = "local"
PROVISIONER = "workloadhub.dev/local"
CLASSES = "/apis/storage.k8s.io/v1/storageclasses"
VOLUMES = "/api/v1/persistentvolumes"
log = logging.getLogger(__name__)


async def folder_of(api: Api, namespace: str, claim: str) -> Path:
    """The folder behind a bound claim. ``ConfigMissing`` says why there is none yet."""
    found = await api.get(f"/api/v1/namespaces/{namespace}/persistentvolumeclaims/{claim}")
    if found is None:
        raise ConfigMissing(f'persistentvolumeclaim "{claim}" not found')
    volume = await api.get(f"{VOLUMES}/{found['spec'].get('volumeName')}")
    if volume is None or found["status"].get("phase") != "Bound":
        raise ConfigMissing(f'persistentvolumeclaim "{claim}" is not bound yet')
    source = volume["spec"].get("hostPath") or volume["spec"].get("local")
    if source is None:
        name = volume["metadata"]["name"]
        raise ConfigMissing(f'persistent volume "{name}" is not a folder of this machine')
    path = Path(str(source["path"]))
    path.mkdir(parents=True, exist_ok=True)
    return path


class Provisioner:
    """Makes a folder and a PersistentVolume for each claim of our class, and removes both after it."""

    def __init__(self, api: Api, root: Path) -> None:
        self._api, self._root = api, root
        self._work: asyncio.Queue[Object] = asyncio.Queue()
        self.claims = Store(self._saw)
        self.volumes = Store(self._saw)

    def _saw(self, before: Object | None, after: Object | None) -> None:
        if after is not None:
            self._work.put_nowait(after)

    async def run(self) -> None:
        await insist(lambda: self._api.create(CLASSES, storage_class()))
        while True:
            obj = await self._work.get()
            try:
                await insist(lambda obj=obj: self._settle(obj))  # type: ignore[misc]
            except ApiError as error:
                log.error("storage: %s: %s", obj["metadata"]["name"], error)

    async def _settle(self, obj: Object) -> None:
        if wants_volume(obj):
            await self._api.create(VOLUMES, volume_for(obj, self._root))
        elif is_left_over(obj):
            path = Path(obj["spec"]["hostPath"]["path"])
            if path.is_relative_to(self._root):
                await asyncio.to_thread(shutil.rmtree, path, ignore_errors=True)
            with suppress(ApiError):
                await self._api.delete(f"{VOLUMES}/{obj['metadata']['name']}")


def wants_volume(obj: Object) -> bool:
    spec = obj["spec"]
    return spec.get("storageClassName") == CLASS and "resources" in spec and not spec.get("volumeName")


def is_left_over(obj: Object) -> bool:
    ours = (obj["metadata"].get("annotations") or {}).get("pv.kubernetes.io/provisioned-by") == PROVISIONER
    delete = obj["spec"].get("persistentVolumeReclaimPolicy") == "Delete"
    return bool(ours and delete and obj.get("status", {}).get("phase") == "Released")


def storage_class() -> Object:
    default = {"storageclass.kubernetes.io/is-default-class": "true"}
    return {
        "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
        "metadata": {"name": CLASS, "annotations": default},
        "provisioner": PROVISIONER, "reclaimPolicy": "Delete", "volumeBindingMode": "Immediate",
    }  # fmt: skip


def volume_for(claim: Object, root: Path) -> Object:
    meta, spec = claim["metadata"], claim["spec"]
    name = f"pvc-{meta['uid']}"
    reference = {
        "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": meta["namespace"],
        "name": meta["name"], "uid": meta["uid"],
    }  # fmt: skip
    return {
        "apiVersion": "v1", "kind": "PersistentVolume",
        "metadata": {"name": name, "annotations": {"pv.kubernetes.io/provisioned-by": PROVISIONER}},
        "spec": {
            "capacity": {"storage": spec["resources"]["requests"]["storage"]}, "claimRef": reference,
            "accessModes": spec["accessModes"], "storageClassName": CLASS,
            "persistentVolumeReclaimPolicy": "Delete", "volumeMode": spec.get("volumeMode", "Filesystem"),
            "hostPath": {"path": str(root / name), "type": "DirectoryOrCreate"},
        },
    }  # fmt: skip
