"""The kubelet's HTTPS interface: one port a node, the same handlers behind all of them."""

from __future__ import annotations

import ssl
from functools import partial
from pathlib import Path

from aiohttp import web

from hub_local.agent import attach, certificate, forward, inside, read_logs, streams
from hub_local.agent.logs import file_of
from hub_local.agent.metrics import Metrics
from hub_local.agent.node import Node
from hub_local.agent.pod import Pod
from hub_local.agent.pods import Pods
from hub_local.agent.process import ProcessRun
from hub_local.agent.state import Running, Waiting


class KubeletApi:
    def __init__(self, pods: Pods, metrics: Metrics, state: Path) -> None:
        self._pods, self._metrics, self._state = pods, metrics, state
        self._runners: list[web.AppRunner] = []

    async def listen(self, node: Node, address: str) -> None:
        runner = web.AppRunner(self._application(node.name), access_log=None, handler_cancellation=True)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, address, node.port, ssl_context=self._tls(address)).start()

    def _tls(self, address: str) -> ssl.SSLContext:
        files = certificate.self_signed(self._state, address)
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*files)
        return context

    def _application(self, node: str) -> web.Application:
        async def resource(request: web.Request) -> web.Response:
            return web.Response(text=self._metrics.text(node))

        async def healthy(request: web.Request) -> web.Response:
            return web.Response(text="ok")

        application = web.Application()
        place = "{namespace}/{pod}"
        application.add_routes([
            web.get(f"/containerLogs/{place}/{{container}}", self._logs),
            web.route("*", f"/exec/{place}/{{container}}", self._exec),
            web.route("*", f"/exec/{place}/{{uid}}/{{container}}", self._exec),
            web.route("*", f"/attach/{place}/{{container}}", self._attach),
            web.route("*", f"/attach/{place}/{{uid}}/{{container}}", self._attach),
            web.route("*", f"/portForward/{place}", self._forward),
            web.route("*", f"/portForward/{place}/{{uid}}", self._forward),
            web.get("/metrics/resource", resource),
            web.get("/apis/metrics.k8s.io/v1beta1{tail:.*}", self._metrics.handle),
            web.get("/healthz", healthy),
        ])  # fmt: skip
        return application

    def _pod(self, request: web.Request) -> Pod:
        where = request.match_info
        pod = self._pods.find(where["namespace"], where["pod"])
        if pod is None:
            raise web.HTTPNotFound(text=f'pod "{where["pod"]}" is not on this node')
        if "container" in where and pod.container(where["container"]) is None:
            raise web.HTTPNotFound(text=f'container "{where["container"]}" not found in pod "{pod.name}"')
        return pod

    async def _logs(self, request: web.Request) -> web.StreamResponse:
        pod, asked = self._pod(request), read_logs.wish(request)
        name = request.match_info["container"]
        restart, folder = self._restarts(pod, name), self._state / "pods" / pod.uid / "logs"
        number = restart - 1 if asked.previous else restart
        path = file_of(folder, name, number)
        if not asked.previous and not path.exists() and restart > 0:
            path = file_of(folder, name, restart - 1)  # between two runs the last one is the current one
        if not path.exists():
            raise web.HTTPBadRequest(text=self._no_log(pod, name, asked.previous))

        def alive() -> bool:
            life = self._pods.lives.get(pod.uid)
            run = life.scene.process(name) if life and not asked.previous else None
            return run is not None and run.id.endswith(f"/{path.stem}")

        return await read_logs.send(request, path, asked, alive)

    def _restarts(self, pod: Pod, container: str) -> int:
        if life := self._pods.lives.get(pod.uid):
            return life.scene.state.containers[container].restarts
        status = pod.status
        all_of_them = [*(status.get("initContainerStatuses") or []), *(status.get("containerStatuses") or [])]
        return next((each["restartCount"] for each in all_of_them if each["name"] == container), 0)

    def _no_log(self, pod: Pod, name: str, previous: bool) -> str:
        if previous:
            return f'previous terminated container "{name}" in pod "{pod.name}" not found'
        life = self._pods.lives.get(pod.uid)
        now = life.scene.state.containers[name].now if life else None
        if isinstance(now, Waiting):
            return f'container "{name}" in pod "{pod.name}" is waiting to start: {now.reason}'
        simulated = life is not None and life.scene.process(name) is None and isinstance(now, Running)
        return f'container "{name}" in pod "{pod.name}" {"is simulated: it" if simulated else ""} has no logs'

    def _process(self, request: web.Request) -> ProcessRun:
        pod, name = self._pod(request), request.match_info["container"]
        life = self._pods.lives.get(pod.uid)
        run = life.scene.process(name) if life else None
        if run is None:
            raise web.HTTPBadRequest(text=f'container "{name}" in pod "{pod.name}" is not a running process')
        _only_websocket(request)
        return run

    async def _exec(self, request: web.Request) -> web.StreamResponse:
        return await streams.execute(request, self._process(request))

    async def _attach(self, request: web.Request) -> web.StreamResponse:
        container = self._pod(request).container(request.match_info["container"]) or {}
        return await attach.attach(request, self._process(request), bool(container.get("stdinOnce")))

    async def _forward(self, request: web.Request) -> web.StreamResponse:
        pod = self._pod(request)
        life = self._pods.lives.get(pod.uid)
        sandbox = life.scene.sandbox if life else None
        if sandbox is None:
            raise web.HTTPBadRequest(text=f'pod "{pod.name}" has no process on this node to connect to')
        _only_websocket(request)
        return await forward.forward(request, partial(inside.connect, sandbox.pid))


def _only_websocket(request: web.Request) -> None:
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise web.HTTPBadRequest(text="this node speaks WebSocket only")
