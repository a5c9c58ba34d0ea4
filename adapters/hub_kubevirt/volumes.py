"""How the disks of a machine get on: the DataVolumes that CDI fills for it."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Family, Obj

VOLUME = "cdi.kubevirt.io/DataVolume"


def progress(family: Family) -> str:
    """The volumes that are not there yet, each with its phase and how much of it is."""
    return "; ".join(_told(volume) for volume in family.parts(VOLUME) if not _there(volume))


def lost(family: Family) -> bool:
    """Whether one has failed for good. CDI tries an import again, so an error is not that.

    KubeVirt says DataVolumeError for both (`HasDataVolumeErrors`, 1.6.0); where no volume
    can be read its word is taken for the worse.
    """
    phases = [volume.text("status.phase") for volume in family.parts(VOLUME)]
    return not phases or "Failed" in phases


def _there(volume: Obj) -> bool:
    return volume.text("status.phase") in ("Succeeded", "PendingPopulation", "WaitForFirstConsumer")


def _told(volume: Obj) -> str:
    words = ", ".join(filter(None, (volume.text("status.phase", "not begun"), _share(volume))))
    why = next(_errors(volume), "")
    return f"data volume {volume.name}: {words}" + (f" ({why})" if why else "")


def _share(volume: Obj) -> str:
    share = volume.text("status.progress")
    return share if share != "N/A" else ""


def _errors(volume: Obj) -> Iterator[str]:
    running = volume.condition("Running")
    if running.text("status") == "False" and running.text("reason") in ("Error", "ImagePullFailed"):
        yield running.text("message") or running.text("reason")
