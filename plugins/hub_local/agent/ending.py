"""The end of a pod: its containers stopped in order, what it used given back, and the pod removed."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from hub_local.agent import hooks
from hub_local.agent.api import Api, ApiError, insist
from hub_local.agent.pod import Pod, sidecar

if TYPE_CHECKING:
    from hub_local.agent.lifecycle import Life

log = logging.getLogger(__name__)


def stop(life: Life, grace: float) -> None:
    """Begin to end the pod; its containers get ``grace`` seconds all together."""
    life.scene.stopping.set()
    life.stops.append(asyncio.create_task(_stop_all(life, grace)))


def kill_after(life: Life, seconds: float) -> None:
    for run in life.scene.runs.values():
        asyncio.get_running_loop().call_later(seconds, run.kill)


async def _stop_all(life: Life, grace: float) -> None:
    """The main containers, then the sidecars, the last one first. The kill comes for all in time."""
    kill_after(life, grace + hooks.LEAST)
    pod = life.scene.pod
    await _finish(life, [each["name"] for each in pod.containers if not sidecar(each)], grace)
    await stop_sidecars(life, grace)


async def stop_sidecars(life: Life, grace: float) -> None:
    for container in reversed(life.scene.pod.init):
        if sidecar(container):
            await _finish(life, [container["name"]], grace)


async def _finish(life: Life, names: list[str], grace: float) -> None:
    """Stop these containers and wait until they are over."""
    present = [life.supervisors[name] for name in names if name in life.supervisors]
    for supervisor in present:
        supervisor.closing = True
    await asyncio.gather(*(_finish_one(life, each.name, grace) for each in present))


async def _finish_one(life: Life, name: str, grace: float) -> None:
    scene = life.scene
    run, container = scene.runs.get(name), scene.pod.container(name)
    if run is None or container is None:
        return
    supervisor = life.supervisors[name]
    if not supervisor.runtime.quiet and not supervisor.over:
        scene.host.events.normal(scene.pod, "Killing", f"Stopping container {name}", name)
    await hooks.finish(container, run, scene, grace)
    await run.wait()


async def tear_down(life: Life) -> None:
    """After the pod's course: sidecars, sandbox, the last status, volumes; and the DELETE if it is due."""
    await _end_processes(life)
    scene = life.scene
    scene.state.terminating = True
    if scene.sandbox is not None:
        await scene.sandbox.close()
    scene.state.sandbox = False
    scene.changed()
    await life.publisher.flush()
    if scene.volumes is not None:
        scene.volumes.release()
    if not scene.pod.host_network:
        scene.host.addresses.release(scene.place.ip, scene.pod.uid)
    life.over = True
    if scene.pod.deleting and not life.publisher.gone:
        await delete(scene.host.api, scene.pod)


async def _end_processes(life: Life) -> None:
    grace = float(life.scene.pod.spec.get("terminationGracePeriodSeconds", 30))
    if life.stops:
        await asyncio.wait(life.stops)
    else:
        await stop_sidecars(life, grace)
    for run in life.scene.runs.values():
        run.kill()
    for supervisor in life.supervisors.values():
        supervisor.closing = True
        if supervisor.task is not None:
            await asyncio.wait({supervisor.task})


async def delete(api: Api, pod: Pod) -> None:
    """The last word on a pod: remove exactly this one."""
    body = {"gracePeriodSeconds": 0, "preconditions": {"uid": pod.uid}}
    try:
        await insist(lambda: api.delete(pod.path, body))
    except ApiError as error:
        if error.status != 409:
            log.error("pod %s/%s not deleted: %s", pod.namespace, pod.name, error)
