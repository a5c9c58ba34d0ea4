"""What containers wrote: of those that are there from the cluster, of those that are gone from the shelf."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from hub.errors import NotFound
from hub.model import Pod

from . import past

if TYPE_CHECKING:
    from hub.cluster.merged import Line
    from hub.history.shelf import Shelf
    from hub.history.tape import Part
    from hub.model import Workload

    from .hub import Hub


class Wanted(NamedTuple):
    """Which lines."""

    pod: str = ""
    container: str = ""
    follow: bool = False
    previous: bool = False
    since: datetime | None = None


async def logs(hub: Hub, key: str, wanted: Wanted = Wanted()) -> AsyncGenerator[Line, None]:  # noqa: B008
    """The lines of its containers, by time; with ``follow`` then of all at once, as they come.

    Raises `NotFound` for a workload that neither the cluster nor the history knows, `Usage` on a recording.
    """
    from hub.cluster.merged import merged, sources

    session = hub.live("a recording holds no logs")
    pods = _pods(hub, key)
    kept = [] if wanted.pod in {pod.name for pod in pods or ()} else shelved(hub, key, pods or ())
    if pods is None and not kept:
        raise NotFound(_nothing(hub, key))
    for line in _kept(hub, kept, wanted):
        yield line
    there = [pod for pod in pods or () if wanted.pod in ("", pod.name)]
    if there or not kept:
        found = sources(key, pods or (), wanted.pod, wanted.container)
        live = merged(session, found, follow=wanted.follow, previous=wanted.previous, since=wanted.since)
        async with aclosing(live) as lines:
            async for line in lines:
                yield line


def several(hub: Hub, key: str) -> bool:
    """Whether several pods write, or wrote."""
    pods = _pods(hub, key) or ()
    return len({pod.name for pod in pods} | {one.pod for one in shelved(hub, key, pods)}) > 1


def shelved(hub: Hub, key: str, there: tuple[Pod, ...] | list[Pod] = ()) -> list[Part]:
    """The pieces that were kept of pods that are not there any more."""
    from hub.history.shelved import parts
    from hub.history.tape import home

    found = _known(hub, key)
    if found is None:
        return []
    workload, cluster = found
    names = {pod.name for pod in there}
    where = home(cluster, workload.namespace, workload.uid)
    return [one for one in parts(_shelf(hub), where) if one.pod not in names]


def last_words(hub: Hub, key: str, count: int) -> tuple[str, str, tuple[str, ...]] | None:
    """The last lines that were kept of a workload that is gone: pod, container, lines."""
    from hub.history.shelved import read

    found = shelved(hub, key)
    if not found:
        return None
    last = max(found, key=lambda one: (one.begun, one.run, one.number))
    lines = [one.text for one in read(_shelf(hub), [last]) if one.text.strip()]
    return last.pod, last.container, tuple(lines[-count:])


def _kept(hub: Hub, found: list[Part], wanted: Wanted) -> Iterator[Line]:
    from hub.cluster.merged import Line
    from hub.history.shelved import chosen, read

    pieces = chosen(found, wanted.pod, wanted.container, wanted.previous)
    for one in read(_shelf(hub), pieces, wanted.since):
        yield Line(one.pod, one.container, one.text)


def _pods(hub: Hub, key: str) -> tuple[Pod, ...] | None:
    """Those that are there; ``None`` where the workload itself is gone."""
    try:
        return hub.subject(key).family.pods
    except NotFound:
        if past.gone(hub.settings, key) is None:
            raise
        return None


def _known(hub: Hub, key: str) -> tuple[Workload, str] | None:
    """What the history knows it by, and the cluster; nothing where it knows neither."""
    if not past.kept(hub.settings):
        return None
    with past.opened(hub.settings) as reader:
        cluster, found = reader.cluster(), reader.past(key)
    return (found.workload, cluster) if found and cluster else None


def _shelf(hub: Hub) -> Shelf:
    from hub.history.shelf import shelf

    return shelf(hub.settings)


def _nothing(hub: Hub, key: str) -> str:
    kept = hub.settings.log_capture
    return (
        f"{key} is gone, and its logs were not kept (log_capture is {kept!r}); `hub history {key}` is there"
    )
