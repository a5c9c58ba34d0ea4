"""What can be done with a workload now, and in one sentence why not.

Adapters say what a verb means for their kind; which verbs make sense in which
phase is the same for all and stands here.
"""

from __future__ import annotations

from collections.abc import Sequence

from hub.adapter import Act, Adapter, Cannot, Connection, Family, Intent, Phase

VERBS = ("stop", "run", "restart", "delete", "copy", "connect", "scale")

_ENDED = "it has ended; copy it to run it again"
_GOING = "it is being deleted"
_UNREAD = "its own object cannot be read, so nobody knows what to change; `hub doctor` says what you may read"
_NOT_NOW: dict[str, dict[Phase, str]] = {
    "stop": {
        Phase.STOPPED: "it is stopped already",
        Phase.FAILED: "it has ended",
        Phase.COMPLETED: "it has ended",
        Phase.DELETING: _GOING,
    },
    "run": dict.fromkeys((Phase.CREATING, Phase.PENDING, Phase.INITIALIZING), "it is not stopped")
    | {Phase.RUNNING: "it is running", Phase.DEGRADED: "it is running", Phase.DELETING: _GOING}
    | {Phase.FAILED: _ENDED, Phase.COMPLETED: _ENDED},
    "restart": {Phase.DELETING: _GOING},
    "delete": {Phase.DELETING: "it is being deleted already"},
    "scale": {Phase.FAILED: _ENDED, Phase.COMPLETED: _ENDED, Phase.DELETING: _GOING},
}


def not_now(verb: str, phase: Phase, known: bool = True) -> str:
    """Why no workload in this phase can do this, or nothing. ``known``: its root could be read."""
    unread = "" if known or verb not in ("stop", "run", "restart", "scale") else _UNREAD
    return _NOT_NOW.get(verb, {}).get(phase, "") or unread


def actions(
    adapter: Adapter, family: Family, phase: Phase, connections: Sequence[Connection], known: bool = True
) -> dict[str, bool | str]:
    """For each verb ``True``, or the sentence that says why not."""
    return {
        "stop": not_now("stop", phase, known) or _verdict(adapter.stop, family),
        "run": not_now("run", phase, known) or _verdict(adapter.run, family),
        "restart": not_now("restart", phase, known) or _verdict(adapter.restart, family),
        "delete": not_now("delete", phase) or _verdict(adapter.delete, family),
        "copy": bool(family.root) or "no object holds what was submitted",
        "connect": _reachable(connections, phase),
        "scale": not_now("scale", phase, known) or _scalable(adapter, family),
    }


def wanted(adapter: Adapter, verb: str, family: Family, replicas: int | None) -> Sequence[Intent] | Cannot:
    """The intents of a verb. ``replicas`` is for scale alone."""
    if verb == "scale":
        slot = adapter.scale
        return slot if isinstance(slot, Cannot) else slot(family, replicas or 0)
    act: Act | Cannot = getattr(adapter, verb)
    return act if isinstance(act, Cannot) else act(family)


def _verdict(act: Act | Cannot, family: Family) -> bool | str:
    answer = act if isinstance(act, Cannot) else act(family)
    return answer.reason if isinstance(answer, Cannot) else True


def _scalable(adapter: Adapter, family: Family) -> bool | str:
    answer = adapter.scale if isinstance(adapter.scale, Cannot) else adapter.scale(family, 1)
    return answer.reason if isinstance(answer, Cannot) else True


def _reachable(connections: Sequence[Connection], phase: Phase) -> bool | str:
    if not connections:
        return "it opens no port that its framework names"
    return True if phase in (Phase.RUNNING, Phase.DEGRADED) else "it can be reached while it runs"
