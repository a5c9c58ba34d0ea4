"""From whatever is there to a cluster as it was asked for; every step does nothing where nothing is to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

from hub.errors import HubError
from hub_local import components, kubeconfig, machine, namespace, node, pki, ports, readiness
from hub_local.binaries import Binaries
from hub_local.components import Plan
from hub_local.images import add_images, base_table
from hub_local.progress import Say
from hub_local.records import Cluster, Exposure, Mode, Request
from hub_local.running import Running
from hub_local.state import Folder

_EVER = datetime.min.replace(tzinfo=UTC)
_LIMITS = {
    Mode.USER: "",
    Mode.ROOT: "user namespaces are switched off here; it runs as root, with the other namespaces",
    Mode.SIMULATED: "no namespaces are allowed here: pods are simulated only, Services and webhooks fail",
}


def bring_up(request: Request, folder: Folder, mode: Mode, programs: Binaries, say: Say) -> Running:
    """The cluster, running; the caller holds its lock."""
    folder.make()
    process = machine.find_healthy(folder)
    record = _next(folder.read(), request, mode, programs, adopted=process is not None)
    folder.write(record)
    plan = Plan(folder, record.mode or mode, record.ports, programs)
    fresh = process is None
    if limit := _LIMITS[plan.mode]:
        say(limit)
    _prepare(plan, record)
    process = process or machine.start(folder, plan.mode, _env(plan))
    running = Running(plan, process)
    _start(running, record, fresh, say)
    _operators(running, record, say)
    return running


def _next(known: Cluster, request: Request, mode: Mode, programs: Binaries, adopted: bool) -> Cluster:
    """What will be remembered."""
    operators = tuple(dict.fromkeys((*known.operators, *request.operators)))
    asked = replace(
        known,
        shape=known.shape.changed(request),
        operators=operators,
        binaries=str(programs.folder),
        version=programs.text,
    )
    if adopted:
        return asked
    return replace(asked, mode=mode, ports=ports.choose(mode, known.ports), started=())


def _prepare(plan: Plan, record: Cluster) -> None:
    """The files that everything else reads."""
    folder = plan.folder
    plan.pki.make()
    token = plan.pki.tokens()[pki.ADMIN]
    kubeconfig.write_outside(folder.kubeconfig, folder.name, plan.pki, record.ports.outside, token)
    kubeconfig.write_inside(folder.inside_kubeconfig, plan.pki, plan.server, token)
    add_images(folder, base_table())


def _env(plan: Plan) -> dict[str, str]:
    return namespace.inside_env(plan.mode, str(plan.binaries.folder), str(plan.folder.inside_kubeconfig), {})


def _start(running: Running, record: Cluster, fresh: bool, say: Say) -> None:
    plan = running.plan
    if fresh:
        say(f"starting Kubernetes {plan.binaries.text}")
    else:
        _tell_restarts(running, say)
    for component in components.api(plan):
        running.spawn(component)
    _open_gateways(running, record)
    readiness.wait_for_api(running)
    for component in components.controllers(plan):
        running.spawn(component)
    if fresh:
        running.kubectl("apply", "-f", "-", stdin=(files("hub_local") / "machine.yaml").read_text())
    _start_nodes(running, record, say)
    if fresh and not readiness.wait_for_accounts(running):
        words = machine.last_line(plan.folder.log(components.CONTROLLERS))
        raise HubError(f"the controller manager does not work; its last words: {words}")


def _open_gateways(running: Running, record: Cluster) -> None:
    """The API server's way out, and those that were asked for; all that are not there."""
    there = {each.name for each in running.components()}
    if components.GATEWAY not in there:
        running.open_gateway(Exposure("api", running.plan.server, record.ports.outside))
    for each in record.exposures:
        if f"gateway-{each.name}" not in there:
            running.expose(each.name, each.target, each.port if ports.free(each.port) else 0)


def _tell_restarts(running: Running, say: Say) -> None:
    for each in running.components():
        if each.restarts:
            times = "1 time" if each.restarts == 1 else f"{each.restarts} times"
            say(f"{each.name} was restarted {times}; how it ended last: {each.last_exit}")


def _start_nodes(running: Running, record: Cluster, say: Say) -> None:
    began = datetime.now(UTC).replace(microsecond=0)
    digest = node.write_config(running.plan, record.shape)
    changed = running.spawn(components.node_agent(running.plan, digest))
    if not readiness.wait_for_nodes(running, record.shape.nodes, began if changed else _EVER):
        log = running.folder.log(components.AGENT)
        raise HubError(f"the nodes are not ready; the node agent's last words: {machine.last_line(log)}")
    wanted = set(node.names(record.shape))
    for gone in (each.name for each in readiness.nodes(running) if each.name not in wanted):
        running.kubectl("delete", "node", gone, "--wait=false")
        say(f"{gone} is removed")


def _operators(running: Running, record: Cluster, say: Say) -> None:
    missing = [name for name in record.operators if name not in record.started]
    if not missing:
        return
    from hub_local import operators

    operators.start(missing, running, say)
    running.folder.write(replace(running.folder.read(), started=record.operators))
