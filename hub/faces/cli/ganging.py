"""Plans of gangs, on a page or as data; manifests with links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from hub.faces.cli import cells, formats, screen
from hub.faces.cli.asked import Asked
from hub.faces.cli.prose import Line, named, sentence
from hub.model import Group, Link

if TYPE_CHECKING:
    from hub.service.ganging import Planned


async def plan(
    asked: Asked, key: str, files: Sequence[str], output: str, recorded: Sequence[str] | None
) -> int:
    """``hub gang plan``."""
    from hub.cluster.recording import load
    from hub.service import ganging

    manifests = [each.object for file in files for each in load(file)]
    async with asked.hub(recorded, [key] if key else (), read=bool(key)) as hub:
        if key:
            found = [await ganging.plan(hub, key)]
        else:
            found = [draft.planned for draft in await ganging.drafts(hub, manifests) if draft.planned]
    if output != "text":
        told = [document(each) for each in found]
        formats.put_document(told[0] if key else formats.listed(told), output)
    else:
        screen.put([line for each in found for line in page(each)])
    return 0


async def inject(asked: Asked, files: Sequence[str]) -> int:
    """``hub gang inject``."""
    import sys

    from hub.cluster.record import write
    from hub.cluster.recording import load
    from hub.service import ganging

    manifests = [each.object for file in files for each in load(file)]
    async with asked.hub(read=False) as hub:
        made, notes = await ganging.inject(hub, manifests)
    for note in notes:
        screen.note(note)
    write(made, sys.stdout)
    screen.flush()
    return 0


def document(planned: Planned) -> dict[str, Any]:
    """A plan as data: groups, backend, objects and links."""
    made: dict[str, Any] = msgspec.to_builtins(planned.plan)
    root = made.pop("root")
    return {
        "key": made.pop("key"),
        "groups": made.pop("groups"),
        "backend": planned.choice._asdict(),
        **made,
        "root": root and dict(zip(("apiVersion", "kind", "namespace", "name", "uid"), root, strict=True)),
        "rootLabels": planned.root,
        "drops": planned.drops,
        "objects": planned.objects,
        "links": planned.links,
    }


def page(planned: Planned) -> Iterator[Line]:
    """One plan, for people."""
    made, choice = planned.plan, planned.choice
    count = len(made.groups)
    told = f"{count} group{'' if count == 1 else 's'}" if count else "no gang"
    yield [(cells.clean(made.key), "bold"), ("  ", ""), (told, "")]
    yield from sentence(
        f"Backend {choice.backend}: {choice.why}" if choice.backend else f"No backend: {choice.why}"
    )
    for note in (*map(str, made.ignored), *planned.drops):
        yield from sentence(note)
    for group in made.groups:
        yield from _group(group, planned)


def _group(group: Group, planned: Planned) -> Iterator[Line]:
    roles = ", ".join(f"{role} {count}" for role, count in group.roles.items())
    after = f", which {group.after} makes once it runs" if group.after else ""
    each = "of each unit" if group.pattern else f"{group.name}"
    yield []
    yield [
        ("  ", ""),
        (cells.clean(each), "bold"),
        (f"  {group.minimum} pods: {cells.clean(roles)}{after}", ""),
    ]
    pairs = [("object", _said(one)) for one in planned.objects if one["metadata"]["name"] == group.name]
    links = planned.links.get(group.name, {})
    pairs += [(f"{role} pods", text) for role, link in links.items() for text in _carried(link)]
    yield from named(pairs, "    ")


def _said(manifest: Mapping[str, Any]) -> str:
    spec = msgspec.json.encode(manifest["spec"]).decode()
    return f"{manifest['apiVersion']} {manifest['kind']} {spec}"


def _carried(link: Link) -> Iterator[str]:
    for place, words in (("label", link.labels), ("annotation", link.annotations)):
        yield from (f"{place} {name}={value}" for name, value in words.items())
    yield from (f"{name}: {_plain(value)}" for name, value in link.spec.items())


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
