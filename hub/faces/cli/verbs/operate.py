"""``hub operate``: admission and gangs, in the cluster."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli.asked import Asked, verb

PORT = 9443
Address = Annotated[
    str, typer.Option("--address", metavar="IP", help="Where the API server reaches this process.")
]
Port = Annotated[str, typer.Option("--port", metavar="N", help=f"{PORT} at first; 0 takes any that is free.")]
Service = Annotated[
    str,
    typer.Option(
        "--service", metavar="NAMESPACE/NAME[:PORT]", help="The Service that leads to this process."
    ),
]
OptIn = Annotated[
    bool, typer.Option("--opt-in", help="Link pods only in namespaces labelled workloadhub.dev/gang=on.")
]
Roles = Annotated[bool, typer.Option("--roles", help="Print the ClusterRole that it needs, and end.")]


@verb
def operate(
    asked: Asked,
    address: Address = "",
    port: Port = "",
    service: Service = "",
    opt_in: OptIn = False,
    roles: Roles = False,
) -> None:
    """Stamp who submitted what, and start gangs together.

    \b
      hub local -- hub operate            on the local cluster, inside its network
      hub operate -n team-a               for one namespace alone
      hub operate --roles | kubectl apply -f -
                                          the ClusterRole hub-operator, which it needs

    It answers the API server's reviews: every workload gets the annotation workloadhub.dev/submitted-by,
    every pod of a gang the link of its group. One process leads: it makes the webhooks known and minds the
    group objects. Ctrl-C ends it and takes the webhooks back; where it does not answer, all goes in as it is.
    """
    import asyncio

    if roles:
        _put_roles()
        return
    from hub.faces.cli.clusters import whole
    from hub.faces.operator.operating import Wish

    number = whole(port, "--port")
    there, service_port = _service(service)
    wish = Wish(
        address=address,
        port=PORT if number is None else number,
        service=there,
        service_port=service_port,
        opt_in=opt_in,
    )
    asyncio.run(_operate(asked, wish))


def _service(text: str) -> tuple[tuple[str, str] | None, int]:
    from hub.errors import Usage
    from hub.faces.cli.clusters import whole

    if not text:
        return None, 0
    place, _, port = text.partition(":")
    namespace, _, name = place.partition("/")
    if not namespace or not name:
        raise Usage(f"--service {text!r} is not NAMESPACE/NAME or NAMESPACE/NAME:PORT")
    return (namespace, name), whole(port, "--service") or 443


async def _operate(asked: Asked, wish: object) -> None:
    from dataclasses import replace

    from hub.faces.cli import screen
    from hub.faces.operator.operating import Operator

    def say(words: str) -> None:
        screen.say(words)
        screen.flush()

    settings = asked.settings
    asked.settings = replace(settings, all_namespaces=settings.all_namespaces or not settings.namespaces)
    async with asked.hub(read=False) as hub:
        await Operator(hub, wish, say).run()  # type: ignore[arg-type]


def _put_roles() -> None:
    import sys

    from hub.cluster.record import write
    from hub.registry import load
    from hub.service import roles

    write([roles.operator(load())], sys.stdout)
