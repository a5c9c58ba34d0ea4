"""What is asked about workloads beyond the board: why, events, rights; and the recording of it all."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from hub.core.blaming import TROUBLED, first
from hub.core.explaining import READ_ONCE, Explanation, Section, first_cause
from hub.core.explaining import explain as told_of
from hub.core.explaining import last_words as last_words_of
from hub.errors import NotFound
from hub.model import Phase, Workload

from . import blaming, ganging, recalling
from .blaming import refs

if TYPE_CHECKING:
    from hub.cluster.access import Access
    from hub.cluster.events import Event

    from .hub import Hub

STATELESS = (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING)


async def explain(hub: Hub, key: str, seen: Callable[[Workload], bool] = lambda _: True) -> Explanation:
    """Why it is as it is, in plain words; of what failed the last lines it wrote, too.

    Of its neighbours only those are named that whoever asks may know of (``seen``).
    """
    from hub.cluster.beside import last_words, nodes

    try:
        workload, subject, session = hub.find(key), hub.subject(key), hub.session
    except NotFound:
        if (recalled := recalling.explain(hub, key)) is None:
            raise
        return recalled
    there = await nodes(session) if session else ()
    groups = await ganging.observed(hub, workload, subject)
    others = [one for one in hub.workloads() if seen(one)]
    told = told_of(workload, subject, hub.now, there, others, groups)
    troubled = session if workload.phase in TROUBLED else None
    words = await last_words(troubled, subject.family.pods) if troubled else None
    cause = first(await blaming.trouble(hub, workload, subject, words, there, others))
    why, *rest = told.sections
    sections = [*first_cause(cause), why, *last_words_of(words), *rest]
    if fault := hub.board.fault(workload):
        sections.append(Section(READ_ONCE.title, (f"Its adapter failed, so its pods alone tell: {fault}.",)))
    elif hub.follow is None and workload.phase in STATELESS:
        sections.append(READ_ONCE)
    return msgspec.structs.replace(told, sections=tuple(sections))


async def events(hub: Hub, key: str | None) -> list[Event]:
    """Kubernetes' events about one workload's objects, or about everything in the namespaces."""
    from hub.cluster.events import chosen, listed

    about = None if key is None else refs(hub.subject(key))
    if hub.recording is not None:
        return chosen(hub.recording.events, about)
    namespaces = hub.namespaces if key is None else (hub.subject(key).key.namespace,)
    return chosen([each for name in namespaces or ("",) for each in await listed(hub.live(), name)], about)


async def record(hub: Hub, file: str) -> int:
    """Save what is seen, without secrets; how many objects that are."""
    from hub.cluster.record import record, save

    found = await record(hub.live("a recording is recorded already"), hub.registry, hub.namespaces)
    save(found, file)
    return len(found)


async def access(hub: Hub) -> Access:
    """What the server is, which claimed kinds it lacks, and what this user may not do."""
    from hub.cluster.access import access

    session = hub.live("a recording has no server")
    namespace = next(iter(hub.namespaces), session.namespace)
    return await access(session, await hub.kinds(), hub.registry.kinds, namespace)
