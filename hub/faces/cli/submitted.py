"""What was submitted: made, told, and waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from hub.core.submitting import Given
from hub.errors import NoCluster
from hub.faces.cli import screen
from hub.faces.cli.asked import Asked
from hub.model import Submission

if TYPE_CHECKING:
    from hub.service import Hub
    from hub.service.acting import Submitted


@dataclass(frozen=True)
class Way:
    """How it is to be submitted."""

    dry_run: bool = False
    wait: bool = False
    follow: bool = False
    output: str = "text"


def manifests(asked: Asked, files: Sequence[str], way: Way) -> int:
    """``hub submit -f``."""
    return asyncio.run(_manifests(asked, files, way))


def form(asked: Asked, submission: Submission, given: Given, **way: Any) -> int:
    """``hub submit NAME``."""
    from hub.faces.cli import formats

    formats.checked(way["output"], formats.DOCUMENTS)
    return asyncio.run(_form(asked, submission, given, Way(**way)))


async def _manifests(asked: Asked, files: Sequence[str], way: Way) -> int:
    from hub.service import acting

    async with asked.hub(read=False) as hub:
        done = await acting.submit(hub, files, dry_run=way.dry_run)
        return await tell(hub, done, way, ())


async def _form(asked: Asked, submission: Submission, given: Given, way: Way) -> int:
    from hub.service import submitting

    filled = submitting.fill(submission, given)
    if wanted := submitting.calls(submission, filled):
        if way.dry_run:
            put([msgspec.to_builtins(each) for each in wanted])
        async with asked.hub(read=False) as hub:
            done = await submitting.call(hub, submission, filled, dry_run=way.dry_run)
            return await tell(hub, done, way, submission.logs)
    made = partial(submitting.manifests, submission, filled)
    command = typed(asked.words)
    if way.dry_run:
        return await _shown(asked, partial(made, command=command))
    async with asked.hub(read=False) as hub:
        objects = made(_namespace(hub), command)
        return await tell(hub, await submitting.make(hub, objects), way, submission.logs)


def typed(words: Sequence[str]) -> list[str]:
    """The command line, without ``--dry-run``; what follows ``--`` is the program's own."""
    end = words.index("--") if "--" in words else len(words)
    return ["hub", *(word for word in words[:end] if word != "--dry-run"), *words[end:]]


async def _shown(asked: Asked, made: Callable[[str], Sequence[Any]]) -> int:
    """The exact objects; where there is a cluster, its server says whether it would take them."""
    from hub.service import submitting

    try:
        async with asked.hub(read=False) as hub:
            objects = made(_namespace(hub))
            put(objects)
            for each in await submitting.make(hub, objects, dry_run=True):
                screen.note(each.text)
    except NoCluster as error:
        put(made(next(iter(asked.settings.namespaces), "default")))
        screen.note(f"not checked: {error}")
    return 0


def put(objects: Sequence[Any]) -> None:
    import sys

    from hub.cluster.record import write

    write(objects, sys.stdout)
    screen.flush()


def _namespace(hub: Hub) -> str:
    return next(iter(hub.settings.namespaces), hub.live().namespace)


async def tell(hub: Hub, done: Sequence[Submitted], way: Way, roles: Sequence[str]) -> int:
    """What was made; and how it ended, where somebody waits for that."""
    from hub.faces.cli import following, formats

    if way.output == "text":
        for each in done:
            screen.say(each.text)
        screen.flush()
    keys = [each.key for each in done if each.key]
    waits = (way.wait or way.follow) and not way.dry_run
    ends = await following.ends(hub, keys, roles if way.follow else None) if waits else []
    if way.output != "text":
        formats.put_document([end.json() for end in ends] or [each._asdict() for each in done], way.output)
    elif keys and not waits and not way.dry_run:
        screen.note(_next(keys[0]))
    return max((end.code for end in ends), default=0)


def _next(key: str) -> str:
    kind, home, name = key.split("/")
    if not home:
        return f"`hub ls -A {kind} --search {name}` shows its row"
    return f"`hub show {key}` says how it fares, `hub logs {key} -f` what it writes"
