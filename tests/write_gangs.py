"""The docs' list of gang backends: what each guarantees, what not, and what the hub must be allowed to do."""

from __future__ import annotations

from collections.abc import Iterator

from hub.plugin import GangBackend
from hub.registry import Registry


def backends(registry: Registry) -> Iterator[str]:
    """A section for each."""
    for backend in registry.backends:
        yield from (f"### {backend.name}", "")
        yield f"- guarantees: {backend.gives}"
        yield f"- limits: {backend.lacks}"
        yield f"- found by: {_found(backend)}"
        names = ", ".join(f"`{name}`" for name in backend.schedulers)
        yield f"- scheduler of its pods: {names or 'whichever they name'}"
        yield f"- links a pod that waits already: {'yes' if backend.late else 'no, only on its way in'}"
        yield f"- rights, beside reading pods and roots: {_rights(backend)}"
        yield ""


def _found(backend: GangBackend) -> str:
    versions = f" {', '.join(backend.versions)}" if backend.versions else ""
    if backend.found_by is None:
        return "nothing: it is used where it is asked for"
    return f"`{backend.kind or backend.needs}`{versions}"


def _rights(backend: GangBackend) -> str:
    told = (
        f"`{', '.join(rule.verbs)}` on `{', '.join(rule.resources)}` of `{rule.group or 'core'}`"
        for rule in backend.rules
    )
    return "; ".join(told) or "none"
