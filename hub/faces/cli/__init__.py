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

OBJECTS = 50_000
"""How many are made before Python looks for cycles among them. A short command makes fewer, nearly all by
importing, and those last; with Python's own 700 it would look through them a hundred times."""


def main() -> None:
    """The console script: run the command line of this process and leave with its exit code."""
    import gc
    import sys

    gc.set_threshold(OBJECTS)
    from hub.faces.cli.start import run

    code = run(sys.argv[1:])
    gc.freeze()  # what is left ends with the process: nobody need look through it once more
    sys.exit(code)
