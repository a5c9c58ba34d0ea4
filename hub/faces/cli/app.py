"""The verbs: which there are, how the help groups them, and where each is found.

A verb's module is imported when the verb is used or the list of all is shown, never else.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hub.faces.cli import light
from hub.faces.cli.asked import AllNamespaces, Context, Kubeconfig, Namespace, Server, Verbose, everywhere

SECTIONS = {
    "Look": {
        "ls": "ls",
        "show": "show",
        "explain": "explain",
        "pods": "pods",
        "events": "events",
        "history": "history",
        "logs": "logs",
        "top": "top",
        "usage": "usage",
        "connect": "connect",
        "exec": "exec",
        "shell": "exec",
        "serve": "serve",
    },
    "Steer": {
        "submit": "submit",
        "stop": "steer",
        "run": "steer",
        "restart": "steer",
        "copy": "copy",
        "scale": "scale",
        "delete": "steer",
        "gang": "gang",
        "spark-conf": "spark_conf",
    },
    "In the cluster": {"operate": "operate"},
    "A cluster on this machine": {"up": "up", "down": "down", "local": "local"},
    "The hub itself": {
        "doctor": "doctor",
        "adapters": "adapters",
        "plugins": "plugins",
        "record": "record",
        "kit": "kit",
    },
}
"""Section → verb → module in `hub.faces.cli.verbs`, in the order of the help."""

MODULES = {verb: module for verbs in SECTIONS.values() for verb, module in verbs.items()}

HELP = """Every job on a cluster as one row, whatever framework made its pods.

\b
  hub up --with ray    a real cluster on this machine, with Ray
  hub ls               what is on the cluster
  hub explain KEY      why it is in its phase, and what it waits for
"""


class Verbs(TyperGroup):
    """The group of all verbs, which loads one when it is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in MODULES and cmd_name not in self.commands:
            self.commands[cmd_name] = load(cmd_name)
        return self.commands.get(cmd_name)

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The verbs before the options: that is what a newcomer looks for."""
        self.format_commands(ctx, formatter)
        with formatter.section("Options, before or after the verb"):
            records = (parameter.get_help_record(ctx) for parameter in self.get_params(ctx))
            formatter.write_dl([record for record in records if record])

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        for section, verbs in SECTIONS.items():
            rows = [(verb, self.get_command(ctx, verb).get_short_help_str(62)) for verb in verbs]
            with formatter.section(section):
                formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        from hub.errors import Usage, nearest

        if args[0] not in MODULES and not args[0].startswith("-"):
            raise Usage(f"there is no verb {args[0]!r}{nearest(args[0], MODULES)}; `hub --help` lists them")
        return super().resolve_command(ctx, args)


def load(name: str) -> Any:
    """One verb as a command; a verb with parts of its own makes its command itself."""
    module = import_module(f"hub.faces.cli.verbs.{MODULES[name]}")
    if made := getattr(module, "command", None):
        return light.command(made())
    function = getattr(module, name.replace("-", "_"))
    single = typer.Typer(add_completion=False, rich_markup_mode=None)
    single.command(name, **getattr(function, "settings", {}))(function)
    return light.command(typer.main.get_command(single))


def root(
    ctx: typer.Context,
    *,
    context: Context = None,
    kubeconfig: Kubeconfig = None,
    namespace: Namespace = None,
    all_namespaces: AllNamespaces = False,
    server: Server = None,
    verbose: Verbose = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version of the hub.")] = False,
) -> None:
    """What comes before a verb, or stands without one."""
    from hub import __version__

    everywhere(
        ctx,
        context=context,
        kubeconfig=kubeconfig,
        namespace=namespace,
        all_namespaces=all_namespaces,
        server=server,
        verbose=verbose,
    )
    if version:
        typer.echo(f"hub {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def app() -> typer.Typer:
    """The whole command line. Plain help: rich's costs 100 ms, which is half of what it may take."""
    whole = typer.Typer(cls=Verbs, rich_markup_mode=None, pretty_exceptions_enable=False, help=HELP)
    whole.callback(invoke_without_command=True, context_settings={"help_option_names": ["--help", "-h"]})(
        root
    )
    return whole


def command() -> Any:
    """The command line, ready to run."""
    return light.command(typer.main.get_command(app()))
