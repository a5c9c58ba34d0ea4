"""The parts of README and docs that the code knows better: ``make docs`` writes them, a test compares them.

A generated part stands between ``<!-- NAME -->`` and ``<!-- /NAME -->``.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from hub.adapter import Adapter, Cannot
from hub.claims import Labelled
from hub.core.blaming import RULES
from hub.core.reasons import REASONS
from hub.registry import Registry, load
from hub.service.submitting import known

from .adapters.test_fixtures import DIFFERENT
from .write_gangs import backends
from .write_hooks import hooks, laws, said, verbs
from .write_submit import forms, refusals


def frameworks(registry: Registry) -> Iterator[str]:
    """The README's table: one line for each type."""
    yield "| type | claims | gang | phase from | stop / run | submit |"
    yield "|---|---|---|---|---|---|"
    for name in sorted(registry.adapters, key=lambda name: (registry.framework(name), name)):
        adapter = registry.adapters[name]
        cells = (
            name,
            _claims(adapter),
            _gang(adapter),
            _source(adapter),
            _steering(adapter),
            _submit(adapter),
        )
        yield f"| {' | '.join(cells)} |"


def actions(registry: Registry) -> Iterator[str]:
    """What each type can do, and in one sentence why not."""
    for name in sorted(registry.adapters):
        adapter = registry.adapters[name]
        yield f"### {name}"
        yield ""
        for verb in ("stop", "run", "restart", "scale", "delete"):
            slot = getattr(adapter, verb)
            yield f"- {verb}: {f'no; {slot.reason}' if isinstance(slot, Cannot) else 'yes'}"
        yield ""


def reasons(_: Registry) -> Iterator[str]:
    """The closed list of reasons."""
    yield "| reason | phases | means |"
    yield "|---|---|---|"
    for word, (phases, meaning) in REASONS.items():
        yield f"| {word} | {', '.join(sorted(phases))} | {meaning} |"


def causes(_: Registry) -> Iterator[str]:
    """The rules of `hub explain`, in their order."""
    yield "| cause | what |"
    yield "|---|---|"
    for rule in RULES:
        yield f"| {rule.name} | {said(inspect.getdoc(rule.finds))} |"


def differences(_: Registry) -> Iterator[str]:
    """Where a reading is not what was first expected."""
    for (case, field), why in DIFFERENT.items():
        yield f"- `{case}`, {field}: {why}"


PARTS: dict[tuple[str, str], Callable[[Registry], Iterator[str]]] = {
    ("README.md", "frameworks"): frameworks,
    ("docs/actions.md", "actions"): actions,
    ("docs/submit.md", "forms"): forms,
    ("docs/submit.md", "refusals"): refusals,
    ("docs/reasons.md", "reasons"): reasons,
    ("docs/reasons.md", "causes"): causes,
    ("docs/hooks.md", "hooks"): hooks,
    ("docs/cli.md", "verbs"): verbs,
    ("docs/kit.md", "laws"): laws,
    ("docs/kit.md", "differences"): differences,
    ("docs/gang.md", "backends"): backends,
}


def written(text: str, part: str, lines: Iterator[str]) -> str:
    """The text with this part as the lines say."""
    body = "\n".join(lines).strip()
    pattern = re.compile(rf"(<!-- {part} -->\n).*?(<!-- /{part} -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{body}\n{match[2]}", text)


def main() -> None:
    registry = load()
    for (file, part), lines in PARTS.items():
        path = Path(file)
        path.write_text(written(path.read_text(), part, lines(registry)))
        print(f"{file}: {part}")


def _claims(adapter: Adapter) -> str:
    shown = []
    for claim in adapter.claims:
        if isinstance(claim, Labelled):
            shown.append("labels " + ", ".join(f"`{label}`" for label in claim.labels))
        else:
            shown.append(f"{claim.kind}{' (some)' if claim.when else ''}")
    return ", ".join(dict.fromkeys(shown))


def _gang(adapter: Adapter) -> str:
    if callable(adapter.gang):
        return "by its shape"
    return "yes" if adapter.gang else "no"


def _source(adapter: Adapter) -> str:
    return "status and pods" if adapter.words else "pods"


def _steering(adapter: Adapter) -> str:
    can = ["no" if isinstance(slot, Cannot) else "yes" for slot in (adapter.stop, adapter.run)]
    return " / ".join(can)


def _submit(adapter: Adapter) -> str:
    own = [f"`{name}`" for name, form in known().items() if form.type == adapter.name]
    if all(isinstance(claim, Labelled) for claim in adapter.claims):
        return ", ".join(own) or "with its own tools"
    return ", ".join([*own, "`-f`"])


if __name__ == "__main__":
    main()
