"""Submitting by a form: the objects that it makes, made whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import choices
from shlex import join
from typing import TYPE_CHECKING, Any

import msgspec

from hub.adapter import Submission
from hub.core import submitting
from hub.core.copying import LETTERS
from hub.core.submitting import Given
from hub.errors import HubError, NotFound, Usage, nearest
from hub.model import Call, Create, Filled, Key, Obj, Ref
from hub.registry import registered

if TYPE_CHECKING:
    from hub.cluster.effects import Effects

    from .acting import Submitted
    from .hub import Hub

ANYWHERE = "anywhere"
"""Where a row will be is not known where its framework's server has no namespace: its key leaves it out."""
STAMP = "workloadhub.dev/submission"
_VALUES = ("--env",)
"""Options whose values are never written down."""
_NAMES = ("--env-from", "--pull-secret")
"""Options that name a Secret, which is none itself."""

Manifest = Mapping[str, Any]


def known() -> dict[str, Submission]:
    """Every way to submit, by name. What two plugins both offer, the first one keeps."""
    found: dict[str, Submission] = {}
    for each in registered("hub_submissions")[0]:
        found.setdefault(each.record.name, each.record)
    return dict(sorted(found.items()))


def named(name: str) -> Submission:
    """One of them. Raises `NotFound`."""
    every = known()
    if name not in every:
        raise NotFound(f"there is no way to submit to {name!r}{nearest(name, every)}: {', '.join(every)}")
    return every[name]


def ending() -> str:
    """Of a name that is made up."""
    return "".join(choices(LETTERS, k=5))


def fill(submission: Submission, given: Given) -> Filled:
    """The form, with a name. Raises `Usage`."""
    return submitting.filled(submission, given, ending())


def manifests(submission: Submission, form: Filled, namespace: str, command: Sequence[str]) -> list[Manifest]:
    """The objects, the root first, with the command they were submitted with."""
    made = [_placed(each, namespace) for each in submission.make(form) if isinstance(each, Create)]
    return [stamped(made[0], command), *made[1:]]


def stamped(root: Manifest, command: Sequence[str]) -> Manifest:
    """With the command that it is submitted with."""
    meta = root["metadata"]
    annotations = {**(meta.get("annotations") or {}), STAMP: noted(command)}
    return {**root, "metadata": {**meta, "annotations": annotations}}


def calls(submission: Submission, form: Filled) -> list[Call]:
    """What is asked of the framework's own server, where no object does it."""
    return [each for each in submission.make(form) if isinstance(each, Call)]


async def call(hub: Hub, submission: Submission, form: Filled, *, dry_run: bool = False) -> list[Submitted]:
    """Ask it. Raises `Usage` where the settings do not name it."""
    from hub.cluster.effects import Effects
    from hub.cluster.objects import places

    from .acting import Submitted

    wanted = calls(submission, form)
    servers = {source.name: server for source, server in hub.registry.asked}
    for name in {each.connection for each in wanted} - servers.keys():
        raise Usage(f"where is {name}'s own server? set HUB_{name.upper()}_URL to its address")
    effects = Effects(hub.live(), places(await hub.kinds()), dry_run=dry_run, asked=hub.registry.asked)
    done = await effects.perform(wanted)
    home = servers[wanted[0].connection].namespace
    row = str(Key(submission.type, home or ANYWHERE, submission.row(form))).replace(f"/{ANYWHERE}/", "//")
    return [Submitted(each.text, row) for each in done]


def _placed(intent: Create, namespace: str) -> dict[str, Any]:
    """As it is sent: plain values, in its namespace."""
    plain: dict[str, Any] = msgspec.to_builtins(intent.manifest)
    return {**plain, "metadata": {**plain["metadata"], "namespace": namespace}}


def noted(command: Sequence[str]) -> str:
    """A command line without the values of variables, nor of options whose name sounds secret."""
    from hub.cluster.redact import redacted

    words = redacted({"command": list(command)})["command"]
    for number, (before, word) in enumerate(pairwise(command), 1):
        if before in _VALUES:
            words[number] = f"{word.partition('=')[0]}=…"
        elif before in _NAMES:
            words[number] = word
    return join(words)


async def make(hub: Hub, objects: Sequence[Manifest], *, dry_run: bool = False) -> list[Submitted]:
    """Create the root, then what belongs to it, owned by it. Where one fails, what was made goes again."""
    from hub.cluster.effects import Effects, named
    from hub.cluster.objects import places

    from .acting import Submitted, row

    effects = Effects(hub.live(), places(await hub.kinds()), dry_run=dry_run)
    first, *others = objects
    (made,) = await effects.perform([Create(first)])
    root = Obj(made.object).ref._replace(namespace=named(first).namespace)
    done = [Submitted(made.text, row(hub, made.object))]
    try:
        for other in others:
            (made,) = await effects.perform([Create(other if dry_run else _owned(other, root))])
            done.append(Submitted(made.text, ""))
    except HubError as error:
        raise await _undone(effects, root, error, dry_run) from None
    return done


async def _undone(effects: Effects, root: Ref, error: HubError, dry_run: bool) -> HubError:
    """The error, with what became of the root: removed again, or what removes it."""
    from hub.model import Delete

    if dry_run:
        return error
    try:
        await effects.perform([Delete(root)])
        left = f"{root} was removed again, nothing is left"
    except HubError as worse:
        kind = root.kind.lower()
        left = f"{root} is left ({worse}): `kubectl delete {kind} {root.name} -n {root.namespace}` removes it"
    error.args = (f"{error} ({left})",)
    return error


def _owned(manifest: Manifest, root: Ref) -> Manifest:
    owner = {"apiVersion": root.api_version, "kind": root.kind, "name": root.name, "uid": root.uid}
    return {**manifest, "metadata": {**manifest["metadata"], "ownerReferences": [owner]}}


def key(submission: Submission, objects: Sequence[Manifest]) -> str:
    """The key of the row that these objects will be."""
    meta = objects[0]["metadata"]
    return str(Key(submission.type, meta["namespace"], meta["name"]))
