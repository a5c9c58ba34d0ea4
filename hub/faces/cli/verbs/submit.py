"""``hub submit``: in each framework's own way, from a form; or what a manifest says."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from hub.faces.cli import light
from hub.faces.cli import options as o
from hub.faces.cli.asked import Asked, verb

File = Annotated[
    list[str] | None,
    typer.Option(
        "--file", "-f", metavar="FILE", help="Manifest: YAML or JSON, - for stdin; may be repeated."
    ),
]


@verb
def submit(
    asked: Asked,
    files: File = None,
    dry_run: o.DryRun = False,
    wait: o.Wait = False,
    follow: o.Follow = False,
    output: o.Document = "text",
) -> int:
    """Submit work in a framework's own way, or a manifest.

    \b
      hub submit kubernetes -- python3 -c 'print(6 * 7)'     a program, as a Job
      hub submit ray --code train.py -- python train.py      on a Ray cluster made for it
      hub submit ray --help                                  all that can be said
      hub submit -f rayjob.yaml --wait                       what a manifest says
    """
    from hub.errors import Usage
    from hub.faces.cli import submitted

    if not files:
        raise Usage("submit what? `hub submit ray -- python train.py`, or `hub submit -f FILE`")
    return submitted.manifests(asked, files, submitted.Way(dry_run, wait, follow, output))


class Frameworks(TyperGroup):
    """Its parts are the forms that plugins offer, made when one is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        from hub.service import submitting

        return list(submitting.known())

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        from hub.faces.cli import forms, submitted
        from hub.service import submitting

        return light.command(forms.command(submitting.named(cmd_name), submitted.form))

    def invoke(self, ctx: Any) -> Any:
        """A form alone: what stands before its name is for manifests."""
        return super().invoke(ctx) if not ctx._protected_args else self._form(ctx)

    def _form(self, ctx: Any) -> Any:
        name, part, words = self.resolve_command(ctx, [*ctx._protected_args, *ctx.args])
        assert part is not None
        with ctx:
            inner = part.make_context(name, words, parent=ctx)
            with inner:
                return part.invoke(inner)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        from hub.service import submitting

        with formatter.section("Forms (`hub submit NAME --help` shows one)"):
            formatter.write_dl([(name, each.help) for name, each in submitting.known().items()])


def command() -> Any:
    """The verb with a part for each form."""
    group = typer.Typer(cls=Frameworks, add_completion=False, rich_markup_mode=None)
    group.callback(invoke_without_command=True, subcommand_metavar="[NAME [FIELDS]]")(submit)
    return typer.main.get_command(group)
