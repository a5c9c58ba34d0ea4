"""``hub serve``: the API and the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

if TYPE_CHECKING:
    from hub.faces.api.served import Install, Way

PORT = 8484
Address = Annotated[
    str,
    typer.Option("--address", metavar="IP", help="Where to listen; 127.0.0.1, this machine alone, at first."),
]
Port = Annotated[str, typer.Option("--port", metavar="N", help=f"{PORT} at first; 0 takes any that is free.")]
Auth = Annotated[
    str,
    typer.Option(
        "--auth",
        metavar="HOW",
        help="token: whoever has the printed one (on loopback); cluster: only the cluster's users.",
    ),
]
Cert = Annotated[str, typer.Option("--tls-cert", metavar="FILE", help="Certificate (PEM).")]
PrivateKey = Annotated[str, typer.Option("--tls-key", metavar="FILE", help="Its private key (PEM).")]
Plain = Annotated[
    bool, typer.Option("--plain-http", help="Listen beyond loopback without TLS: a proxy in front has it.")
]
Names = Annotated[
    list[str] | None,
    typer.Option("--name", metavar="HOST", help="A name that browsers use for it; may be repeated."),
]
AuditFile = Annotated[
    str, typer.Option("--audit", metavar="FILE", help="Where actions are noted, not stderr.")
]
NoPage = Annotated[bool, typer.Option("--no-page", help="The API alone.")]
Roles = Annotated[bool, typer.Option("--roles", help="Print the ClusterRoles for a team's hub, and end.")]
Open = Annotated[bool, typer.Option("--open", help="Open the page in the browser.")]


@verb
def serve(
    asked: Asked,
    address: Address = "127.0.0.1",
    port: Port = "",
    auth: Auth = "",
    tls_cert: Cert = "",
    tls_key: PrivateKey = "",
    plain_http: Plain = False,
    name: Names = None,
    audit: AuditFile = "",
    no_page: NoPage = False,
    open: Open = False,  # noqa: A002  the option's name
    roles: Roles = False,
    recorded: o.From = None,
) -> None:
    """The page and the API, for you alone or for a team.

    \b
      hub serve                     on this machine; prints an address with a token in it, once
      hub serve --from seen.yaml    the same of a recording
      hub serve --address 0.0.0.0 --tls-cert tls.crt --tls-key tls.key
                                    everybody brings their own token, and sees what Kubernetes lets them see
      hub serve --roles | kubectl apply -f -
                                    ClusterRoles hub-viewer, hub-user, hub-admin and hub-server

    All namespaces, unless -n names some.
    """
    import asyncio

    if roles:
        _put_roles()
        return
    from hub.errors import Usage
    from hub.faces.api.served import Way
    from hub.faces.cli.clusters import whole

    if auth not in ("", "token", "cluster"):
        raise Usage(f"--auth {auth!r} is neither token nor cluster")
    number = whole(port, "--port")
    way = Way(
        address=address,
        port=PORT if number is None else number,
        auth=auth,  # type: ignore[arg-type]
        certificate=tls_cert,
        key=tls_key,
        plain=plain_http,
        names=tuple(name or ()),
        audit=audit,
    )
    asyncio.run(_serve(asked, way.checked(), recorded, _page(no_page), open))


async def _serve(asked: Asked, way: Way, recorded: Any, page: Install | None, browse: bool) -> None:
    from dataclasses import replace

    from hub.faces.api.served import serve
    from hub.faces.cli import screen

    def say(address: str) -> None:
        screen.say(address)
        screen.flush()
        screen.note("this address lets in whoever has it; Ctrl-C ends the server")
        if browse:
            import webbrowser

            webbrowser.open(address)

    settings = asked.settings
    asked.settings = replace(settings, all_namespaces=settings.all_namespaces or not settings.namespaces)
    async with asked.hub(recorded, read=False) as hub:
        await serve(hub, way, say, page)


def _put_roles() -> None:
    import sys

    from hub.cluster.record import write
    from hub.registry import load
    from hub.service import roles

    write(roles.roles(load()), sys.stdout)


def _page(without: bool) -> Install | None:
    if without:
        return None
    from hub.faces.page.site import install

    return install
