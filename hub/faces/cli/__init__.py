"""The command ``hub``: what people type, and what they read.

What belongs here: options and their help, tables and colours, exit codes, the words
around a question. `start` runs a command and turns whatever goes wrong into one line;
`app` lists the verbs, and `verbs` has one module for each, loaded when it is asked for;
`asked` holds the flags that all of them take. `layout`, `columns` and `cells` make tables
of records, `screen` puts them on a terminal or into a pipe, `live` keeps one up to date.

What must not: any decision about a workload. A verb asks `hub.service` and prints what it
gets, so that the API and the page can say the same. Nothing heavy is imported at the top
of a module: the help must come at once, and a verb pays only for what it uses.
"""

__all__ = ["main"]


def main() -> None:
    """The console script: run the command line of this process and leave with its exit code."""
    import sys

    from hub.faces.cli.start import run

    sys.exit(run(sys.argv[1:]))
