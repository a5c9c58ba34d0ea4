"""The table of forms in docs/submit.md."""

from __future__ import annotations

from collections.abc import Iterator

from hub.registry import Registry
from hub.service.submitting import known


def forms(_: Registry) -> Iterator[str]:
    """One line for each form, with its first example."""
    yield "| form | is | for instance |"
    yield "|---|---|---|"
    for name, each in known().items():
        example = each.examples[0].replace("|", "\\|")
        yield f"| {name} | {each.help.rstrip('.')} (`{each.type}`) | `{example}` |"


def refusals(_: Registry) -> Iterator[str]:
    """What a framework has no place for."""
    for name, each in known().items():
        if not each.cannot:
            continue
        by_reason: dict[str, list[str]] = {}
        for field, why in each.cannot.items():
            by_reason.setdefault(why, []).append(f"`--{field}`")
        yield f"- **{name}**: " + "; ".join(f"{', '.join(f)}: {why}" for why, f in by_reason.items())
