"""Options that several verbs share: one spelling, one help text."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli import completing

Key = Annotated[
    str,
    typer.Argument(
        metavar="KEY", help="TYPE/NAMESPACE/NAME, as `hub ls` shows it.", autocompletion=completing.keys
    ),
]
Keys = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="KEY…", help="TYPE/NAMESPACE/NAME, as `hub ls` shows them.", autocompletion=completing.keys
    ),
]
MaybeKey = Annotated[
    str | None,
    typer.Argument(metavar="[KEY]", help="One workload; without it, all.", autocompletion=completing.keys),
]
Types = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[TYPE]…", help="Only these types, for instance rayjob.", autocompletion=completing.types
    ),
]
From = Annotated[
    list[str] | None,
    typer.Option(
        "--from", metavar="PATH", help="Read recorded objects (file, folder, - for stdin), not a cluster."
    ),
]
Output = Annotated[
    str, typer.Option("--output", "-o", metavar="FORMAT", help="table, wide, json, yaml, csv or name.")
]
Document = Annotated[str, typer.Option("--output", "-o", metavar="FORMAT", help="text, json or yaml.")]
Filter = Annotated[
    str,
    typer.Option(
        "--filter", metavar="EXPR", help="Only what this is true of: 'phase=Running and gpu>=2 and age<2h'."
    ),
]
Search = Annotated[str, typer.Option("--search", metavar="TEXT", help="Only what mentions all these words.")]
Selector = Annotated[
    str,
    typer.Option("--selector", "-l", metavar="LABELS", help="Only what has these labels: team=a,env!=test."),
]
Phases = Annotated[
    list[str] | None,
    typer.Option(
        "--phase",
        metavar="PHASE",
        help="Only these phases; may be repeated.",
        autocompletion=completing.phases,
    ),
]
Sort = Annotated[
    str, typer.Option("--sort", metavar="F,-G", help="Fields to sort by; - is the largest first.")
]
Columns = Annotated[str, typer.Option("--columns", metavar="A,B", help="Fields to show, in this order.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Print what would be done, and do nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
Wait = Annotated[bool, typer.Option("--wait", help="Wait until it is done.")]
Follow = Annotated[
    bool, typer.Option("--follow", help="Print its log as it comes, until it has ended; implies --wait.")
]
