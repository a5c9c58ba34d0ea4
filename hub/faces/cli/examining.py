"""What `hub doctor` looks at, and what it says about each."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Literal

from hub import __version__
from hub.errors import HubError, NotAllowed
from hub.faces.cli import cells, formats, screen
from hub.faces.cli.asked import Asked
from hub.faces.cli.prose import Line, sentence

if TYPE_CHECKING:
    from hub.cluster.access import Access, Denied
    from hub.cluster.health import Health
    from hub.model import Kind
    from hub.service import Hub
    from hub.service.ganging import Found as Backend

State = Literal["ok", "note", "wrong"]
MEND = "update or uninstall that plugin; the others work"
MARKS = {"ok": ("ok", "green"), "note": ("note", "yellow"), "wrong": ("WRONG", "bold red")}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. ``fix`` says what to do where it is not well."""

    area: str
    state: State
    what: str
    fix: str = ""


async def examine(asked: Asked) -> list[Finding]:
    """Look at everything. What cannot be looked at is a finding too."""
    from hub.faces.cli import notified

    found = [Finding("hub", "ok", f"version {__version__}, Python {platform.python_version()}")]
    found += plugins()
    found += local()
    found += notified.addresses(asked.settings)
    try:
        async with asked.hub(anyway=True) as hub:
            found += await cluster(hub)
    except HubError as error:
        what, _, fix = str(error).partition("; ")
        found.append(Finding("cluster", "wrong", what, fix))
    return found


def plugins() -> Iterator[Finding]:
    """Those that load, and what the others did wrong."""
    from hub.registry import discover, load

    found, _ = discover()
    for plugin in found:
        yield Finding("plugin", "ok", f"{plugin.name} ({plugin.distribution} {plugin.version})")
    for fault in load().faults:
        yield Finding("plugin", "wrong", str(fault), MEND)


def local() -> Iterator[Finding]:
    """The clusters on this machine, where a plugin makes them."""
    from hub.faces.cli import clusters

    try:
        provider = clusters.provider()
        found = [provider.status(name) for name in provider.running()]
    except HubError as error:
        what, _, fix = str(error).partition("; ")
        yield Finding("local", "note", what, fix)
        return
    if not found:
        yield Finding("local", "note", "no local cluster runs", "`hub up` starts one")
    for status in found:
        yield Finding("local", "ok", f"cluster {status.name!r} runs; pods run by {status.mode}")
        for component in status.components:
            if component.state != "running":
                what = f"{component.name} of {status.name!r} is {component.state}"
                yield Finding("local", "wrong", what, component.detail)


async def cluster(hub: Hub) -> list[Finding]:
    """The API server, every kind that adapters claim, and what this user may not do."""
    from hub.faces.cli import kept
    from hub.service import asking, ganging

    access = await asking.access(hub)
    found = [Finding("cluster", "ok", f"Kubernetes {access.version} at {hub.where}")]
    kinds = sorted(hub.health(), key=lambda one: (str(one.kind), one.namespace))
    found += [_kind(health) for health in kinds if health.state != "missing"]
    found += _missing(hub, access.missing)
    found += [Finding("adapter", "wrong", str(fault), MEND) for fault in hub.board.troubles()]
    found += _gangs(await ganging.backends(hub))
    found.append(await _operator(hub))
    found += list(_permissions(access))
    return found + await kept.metrics(hub) + list(kept.recorded(hub.settings))


def _kind(health: Health) -> Finding:
    name = f"{health.kind}" + (f" in {health.namespace}" if health.namespace else "")
    if health.well:
        return Finding("kind", "ok", f"{name}: {health.objects}")
    if health.state == "forbidden":
        return Finding("kind", "wrong", f"{name}: this user may not read it", "see rights below")
    return Finding("kind", "wrong", f"{name}: {health.state} {health.error}".strip())


def _gangs(found: Sequence[Backend]) -> Iterator[Finding]:
    """Which schedulers can be told what starts together; those that are not there in one line."""
    yield from (_gang(one) for one in found if not one.absent)
    if absent := [one.name for one in found if one.absent]:
        yield Finding("gang", "note", f"not found: {', '.join(absent)}", "install its scheduler to use one")
    if not any(one.chosen for one in found):
        what = "pods are started one by one, but for those that ask for a backend"
        yield Finding("gang", "note", what, "docs/gang.md says how to get gangs")


def _gang(one: Backend) -> Finding:
    """One backend of gangs."""
    if one.why:
        return Finding("gang", "note", one.why)
    if one.keeps is False:
        what = f"{one.name}: the API server drops the link from pods, so they would start one by one"
        return Finding("gang", "wrong", what, "enable the feature on the API server (docs/gang.md)")
    unproven = "" if one.keeps else "; whether pods keep the link was not to be found out"
    asked = f"for gangs that ask for none ({one.chosen})" if one.chosen else "where it is asked for"
    return Finding("gang", "ok", f"{one.name} is there, and used {asked}{unproven}")


async def _operator(hub: Hub) -> Finding:
    """Whether anybody links pods and stamps roots, as its Lease tells."""
    from hub.cluster.leases import called, holder, seat

    namespace = hub.settings.operator_namespace
    try:
        scopes = [(), *((one,) for one in hub.namespaces)]
        seats = [seat(namespace, called(one)) for one in scopes]
        who = next(filter(None, [await holder(hub.live(), one) for one in seats]), "")
    except NotAllowed:
        fix = f"ask for get on leases in {namespace}"
        return Finding("operator", "note", "whether `hub operate` runs is not to be found out", fix)
    if who:
        return Finding("operator", "ok", f"`hub operate` runs as {who}")
    fix = "`hub operate` does so (docs/operate.md); on a local cluster: `hub local -- hub operate`"
    what = "nobody links the pods of gangs and notes who submitted what"
    return Finding("operator", "note", what, fix)


def _missing(hub: Hub, kinds: Iterable[Kind]) -> list[Finding]:
    """Claimed kinds that the cluster does not have, by framework: its operator is not installed."""
    by_framework: dict[str, list[str]] = {}
    for kind in kinds:
        claims = hub.registry.owners.get(kind)
        names = [claims[0][1].name] if claims else list(hub.registry.parts.get(kind, ()))
        by_framework.setdefault(hub.registry.framework(names[0]) if names else "", []).append(str(kind))
    return [
        Finding("kind", "note", f"the cluster has no {', '.join(names)}", _installing(framework))
        for framework, names in by_framework.items()
    ]


def _installing(framework: str) -> str:
    from hub.faces.cli import clusters

    local = clusters.known_operators()
    more = f"; on a local cluster: `hub up --with {framework}`" if framework in local else ""
    return f"install the operator to use them{more}"


def _permissions(access: Access) -> Iterator[Finding]:
    if access.incomplete:
        yield Finding("rights", "note", "the cluster does not tell all that this user may do")
    if not access.denied and not access.incomplete:
        yield Finding("rights", "ok", f"everything the hub does, in namespace {access.namespace}")
    alike: dict[tuple[str, ...], list[Denied]] = {}
    for denied in access.denied:
        alike.setdefault(denied.verbs, []).append(denied)
    for verbs, kinds in alike.items():
        yield _denied(verbs, kinds, access.namespace)


def _denied(verbs: Sequence[str], kinds: Sequence[Denied], namespace: str) -> Finding:
    """Kinds that lack the same rights, and the command that an administrator gives them with."""
    resources = ",".join(f"{one.plural}.{one.kind.group}".rstrip(".") for one in kinds)
    what = f"no {','.join(verbs)} in {namespace} on {', '.join(str(one.kind) for one in kinds)}"
    command = f"kubectl create clusterrole workload-hub --verb={','.join(verbs)} --resource={resources}"
    fix = f"{command}, and bind it"
    return Finding("rights", "wrong" if "list" in verbs else "note", what, fix)


def put(found: list[Finding], output: str) -> int:
    """Print the findings; the exit code: 1 when something is wrong."""
    if output != "text":
        formats.put_document(formats.listed([asdict(one) for one in found]), output)
    else:
        screen.put(list(_page(found)))
    return int(any(one.state == "wrong" for one in found))


def _page(found: Iterable[Finding]) -> Iterator[Line]:
    for one in found:
        mark, style = MARKS[one.state]
        yield [(f"{mark:<6}", style), (f"{one.area:<8} ", "dim"), (cells.clean(one.what), "")]
        if one.fix and one.state != "ok":
            yield from ([("               ", ""), *line] for line in sentence(one.fix))
