"""The flags that every verb takes, before or after its name, and the hub they lead to."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hub.errors import Usage
from hub.settings import Settings, load

if TYPE_CHECKING:
    from hub.service import Hub

Context = Annotated[str | None, typer.Option("--context", metavar="NAME", help="Context of the kubeconfig.")]
Kubeconfig = Annotated[
    str | None, typer.Option("--kubeconfig", metavar="FILE", help="The kubeconfig to use.")
]
Namespace = Annotated[
    list[str] | None,
    typer.Option("--namespace", "-n", metavar="NAME", help="Namespace to read; may be repeated."),
]
AllNamespaces = Annotated[bool, typer.Option("--all-namespaces", "-A", help="Read all namespaces.")]
Server = Annotated[
    str | None,
    typer.Option("--server", metavar="URL", help="Ask a `hub serve` (token: HUB_TOKEN), not a cluster."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Show the traceback of an error.")]


class Asked:
    """What was said beside a verb's own words."""

    def __init__(self, words: Sequence[str] = ()) -> None:
        self.words = tuple(words)
        """The whole command line, as it was typed."""
        self.flags: dict[str, Any] = {}

    def note(self, **flags: Any) -> None:
        """Remember the flags that were given; a verb's own win over those before it."""
        self.flags |= {name: value for name, value in flags.items() if value}

    @cached_property
    def settings(self) -> Settings:
        return load(self.flags)

    def server(self, recorded: Sequence[str] | None = None) -> bool:
        """Whether a server is to be asked, in place of a cluster. Raises `Usage` with a recording, too."""
        given = self.flags.get("server")
        if recorded and given:
            raise Usage("--server and --from say two things about where to look; leave one out")
        return bool(self.settings.server) and not recorded

    @asynccontextmanager
    async def hub(
        self,
        recorded: Sequence[str] | None = None,
        keys: Sequence[str] = (),
        read: bool = True,
        anyway: bool = False,
    ) -> AsyncIterator[Hub]:
        """The hub that reads a cluster, or recorded objects in its place.

        Raises `NotAllowed` where the user may read nothing at all, except for who wants to see it ``anyway``.
        A key names its namespace: where ``keys`` are all that matters, their namespaces are read. Who only
        writes needs nothing ``read``.
        """
        from hub.faces.cli import clusters, selecting
        from hub.service import Hub

        if recorded:
            hub = Hub.recorded(recorded, self.settings)
            selecting.left_out(hub)
            yield hub
            return
        named = tuple(dict.fromkeys(key.split("/")[1] for key in keys if key.count("/") == 2))
        only = replace(self.settings, namespaces=named) if all(named) and named else self.settings
        async with Hub.open(clusters.at_hand(only), read) as hub:
            if not anyway:
                selecting.readable(hub)
            yield hub


Verb = Callable[..., int | None]


def everywhere(
    ctx: typer.Context,
    *,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    namespace: Namespace = None,
    all_namespaces: AllNamespaces = False,
    server: Server = None,
    verbose: Verbose = False,
) -> None:
    """Take down the flags that every verb has."""
    ctx.find_object(Asked).note(  # type: ignore[union-attr]
        context=context,
        kubeconfig=kubeconfig,
        namespaces=namespace and tuple(namespace),
        all_namespaces=all_namespaces,
        server=server,
        verbose=verbose,
    )


def verb(function: Callable[..., int | None]) -> Verb:
    """A command from a function of `Asked` and its own options: adds the flags that every verb has."""
    shared = inspect.signature(everywhere, eval_str=True).parameters
    own = inspect.signature(function, eval_str=True).parameters
    words = list(own)[1:]

    @wraps(function)
    def command(**given: Any) -> int | None:
        everywhere(**{name: given[name] for name in shared})
        return function(given["ctx"].find_object(Asked), **{name: given[name] for name in words})

    parameters = [own[name] for name in words] + list(shared.values())
    keyword = [parameter.replace(kind=parameter.KEYWORD_ONLY) for parameter in parameters]
    command.__signature__ = inspect.Signature(keyword)  # type: ignore[attr-defined]
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in keyword}
    return command
