"""Which of the nine phases: `DESIGN` section 4 as a list of rules, tried in order.

Precedence: Deleting, native terminal status, Stopped, pod facts, native running
status. Each rule looks at one `View` and answers with a `Judgement` or nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hub.model import Phase, PodState, Status

from . import reasons
from .causes import IMAGE, cause, fault, looping, steady_from, told_of
from .view import Judgement, View, lasting

GOING = (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.RUNNING, Phase.DEGRADED)
HELD = {Phase.INITIALIZING: reasons.STARTING, Phase.PENDING: reasons.QUEUED}
Rule = Callable[[View], Judgement | None]


def judge(view: View) -> Judgement:
    """The first rule that applies; an ended workload stays ended until a new attempt."""
    found = next(judgement for rule in RULES if (judgement := rule(view)) is not None)
    ended = view.memory.ended
    if ended is None or lasting(found) or found.phase is Phase.DELETING or again(view):
        return found
    return Judgement(ended.phase, ended.reason, ended.message, ("its end was seen earlier",), ended.at)


def due(view: View) -> datetime | None:
    """When to look again though nothing changes: patience with an image ends, or a pod has stayed up."""
    needed, restarted = view.tally.needed, view.restarted
    if not needed and not restarted:
        return None
    stuck = (pod.scheduled for pod in needed if pod.reason in IMAGE and pod.scheduled)
    steady = (steady_from(pod, view.memory.ran) for pod in restarted)
    deadlines = [*(since + view.grace for since in stuck), *filter(None, steady)]
    return min((deadline for deadline in deadlines if deadline > view.now), default=None)


def again(view: View) -> bool:
    """Whether a remembered end is over: its framework says otherwise, or newer pods are at work.

    That it rests is no attempt: a machine that ended well is stopped from then on.
    """
    ended = view.memory.ended
    if ended is None:
        return True
    if view.status.phase not in (None, Phase.STOPPED) and view.status.reason != reasons.PODS_ENDED:
        return True
    return any(pod.active and (ended.at is None or (pod.created or ended.at) > ended.at) for pod in view.pods)


def deleting(view: View) -> Judgement | None:
    """Its root is; or, where none is there, its framework says so or, if it is silent, all its pods are."""
    root, status, pods = view.root, view.status, view.pods
    ending = [pod.deleting for pod in pods if pod.deleting]
    since = root.deleting or min(ending, default=None)
    if root.deleting or status.phase is Phase.DELETING:
        message = "it is being deleted" + (f"; {len(pods)} of its pods remain" if pods else "")
        said = (f"{root.kind.name}.metadata.deletionTimestamp is set",) if root.deleting else status.evidence
        return Judgement(Phase.DELETING, reasons.DELETION_REQUESTED, message, said, since)
    rootless = not view.known or (not root and status.phase is None)
    if view.gone or (rootless and pods and len(ending) == len(pods)):
        message = f"its root is gone; {len(pods)} of its pods are ending"
        said = told_of(pods, "is being deleted")
        return Judgement(Phase.DELETING, reasons.ROOT_GONE, message, said, since)
    return None


def ended(view: View) -> Judgement | None:
    status = view.status
    if status.phase is Phase.COMPLETED:
        message = status.message or "it ended without errors"
        return _told(status, Phase.COMPLETED, reasons.FINISHED, message, _end(view))
    if status.phase is Phase.FAILED:
        failed = next((pod for pod in view.pods if pod.state is PodState.FAILED), None)
        word = reasons.REPORTED_FAILED if status.word else reasons.PODS_FAILED
        said = [status.message, fault(failed) if failed else ""]
        message = "; ".join(dict.fromkeys(filter(None, said))) or "its framework reports that it failed"
        more = told_of([failed] if failed else [], "failed")
        return _told(status, Phase.FAILED, word, message, _end(view), more)
    return None


def stopped(view: View) -> Judgement | None:
    status = view.status
    if status.phase is not Phase.STOPPED:
        return None
    left = [pod for pod in view.pods if pod.state not in (PodState.SUCCEEDED, PodState.FAILED)]
    if left:
        message = f"it is stopped; {len(left)} of its pods are still ending"
        return Judgement(status.phase, reasons.STOPPING, message, status.evidence, status.ended)
    message = status.message or "it is stopped and keeps no pods"
    return _told(status, Phase.STOPPED, reasons.SUSPENDED, message, status.ended)


def image_lost(view: View) -> Judgement | None:
    """A required pod's image has failed for longer than the grace time: Failed by the hub's own judgement."""
    if view.tally.floor_met:
        return None
    stuck = [pod for pod in view.tally.needed if pod.reason in IMAGE and pod.scheduled]
    late = [pod for pod in stuck if pod.scheduled and view.now - pod.scheduled >= view.grace]
    if not late:
        return None
    minutes = round(view.grace.total_seconds() / 60)
    message = f"{fault(late[0])}; not pulled for more than {minutes} minutes"
    since = min(pod.scheduled for pod in late if pod.scheduled) + view.grace
    evidence = told_of(late, f"waits with {late[0].reason}")
    return Judgement(Phase.FAILED, reasons.IMAGE_PULL_FAILED, message, evidence, since)


def podless(view: View) -> Judgement | None:
    """No pods that count: its framework speaks, else it is being created."""
    if view.tally.present:
        return None
    status = view.status
    if status.phase is Phase.RUNNING and (view.tally.minimum == 0 or not view.tally.declared):
        message = status.message or "its framework reports that it runs"
        if status.reason == reasons.WAITING_FOR_SCHEDULE and any(phase in GOING for phase in view.children):
            return Judgement(Phase.RUNNING, reasons.ACTIVE, message, status.evidence, status.started)
        return _told(status, Phase.RUNNING, reasons.REPORTED_RUNNING, message, status.started)
    if status.phase is Phase.DEGRADED or (view.ran and view.tally.minimum):
        message = status.message or f"none of {view.tally.minimum} required pods exists"
        word = reasons.REPORTED_DEGRADED if status.phase is Phase.DEGRADED else reasons.PODS_MISSING
        return _told(status, Phase.DEGRADED, word, message)
    return _below(view) or _unborn(view)


def _below(view: View) -> Judgement | None:
    """What it has submitted is at work, or has ended while its framework has not said how it stands."""
    evidence = view.status.evidence
    if Phase.RUNNING in view.children or Phase.DEGRADED in view.children:
        return Judgement(Phase.RUNNING, reasons.ACTIVE, "a workload below it runs", evidence)
    going = view.status.phase in HELD or any(phase in GOING for phase in view.children)
    if going or not any(phase.final for phase in view.children):
        return None
    message = "what ran below it has ended; whether it has, only its framework knows"
    return Judgement(Phase.RUNNING, reasons.PODS_ENDED, message, evidence)


def _unborn(view: View) -> Judgement:
    """It waits, as its framework or the first of what it submitted does; or nothing is there yet."""
    status, below = view.status, next((phase for phase in HELD if phase in view.children), None)
    phase = next((phase for phase in (status.phase, below) if phase in HELD), Phase.CREATING)
    default = HELD.get(phase, reasons.SUBMITTED)
    waits = phase is below and phase is not status.phase
    message = "a workload below it waits" if waits else reasons.REASONS[default][1]
    if phase is Phase.CREATING and view.pods:
        message = "its pods have ended, and no others are there yet"
    return _told(status, phase, default, status.message or message, view.root.created)


def running(view: View) -> Judgement | None:
    if not view.tally.floor_met or view.status.phase in (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING):
        return None
    tally, status = view.tally, view.status
    since = view.memory.ran or tally.ready_since or status.started or view.root.created or tally.first
    if loops := [(pod, why) for pod in view.restarted if (why := looping(pod, view.memory.ran, view.now))]:
        pod, why = loops[0]
        evidence = told_of([pod for pod, _ in loops], "is in a crash loop")
        return Judgement(Phase.DEGRADED, reasons.CRASH_LOOP, why, evidence, pod.turned)
    if status.phase is Phase.DEGRADED:
        message = status.message or "its framework reports partial health"
        return _told(status, Phase.DEGRADED, reasons.REPORTED_DEGRADED, message)
    if view.ran and not view.elastic and not tally.full:
        message = f"{tally.ready} of {tally.desired} desired pods are ready"
        evidence = (*status.evidence, *told_of(tally.unready, "is not ready"))
        return Judgement(Phase.DEGRADED, reasons.BELOW_DESIRED, message, evidence, tally.lost_since)
    if status.phase is Phase.RUNNING and status.reason:
        return _told(status, Phase.RUNNING, reasons.REPORTED_RUNNING, status.message, since)
    message = _of(tally.done, tally.minimum, "required pods are ready")
    return Judgement(
        Phase.RUNNING,
        reasons.ALL_READY,
        message,
        (*status.evidence, *told_of(view.up[:3], "ready")),
        since,
    )


def reported(view: View) -> Judgement | None:
    """Its framework says that it runs although pods are not ready, and none of them contradicts it."""
    status, tally = view.status, view.tally
    if (status.phase, status.reason) != (Phase.RUNNING, reasons.REPORTED_RUNNING) or not tally.scheduled_met:
        return None
    if any(pod.reason or not pod.running for pod in tally.needed):
        return None
    return _told(status, Phase.RUNNING, reasons.REPORTED_RUNNING, status.message, status.started)


def degraded(view: View) -> Judgement | None:
    """It ran, and fewer than required are ready now."""
    status, tally = view.status, view.tally
    if tally.floor_met or not (view.ran or status.phase is Phase.DEGRADED):
        return None
    if status.phase in (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING) and not tally.ready:
        return None  # a new attempt that has not come up yet (retry, restart)
    word, message = cause(tally.unready) or (reasons.PODS_NOT_READY, "")
    count = _of(tally.done, tally.minimum, "required pods are ready")
    evidence = (*status.evidence, *told_of(tally.unready, "is not ready"))
    message = f"{count}; {message}" if message else count
    return Judgement(Phase.DEGRADED, word, message, evidence, tally.lost_since)


def pending(view: View) -> Judgement | None:
    status, tally = view.status, view.tally
    if tally.floor_met:
        if status.phase in (Phase.CREATING, Phase.PENDING):
            message = status.message or reasons.REASONS[reasons.QUEUED][1]
            return _told(status, Phase.PENDING, reasons.QUEUED, message)
        return None
    if tally.scheduled_met:
        return None
    count = _of(tally.placed, tally.minimum, "required pods are scheduled")
    since = tally.first or view.root.created
    waiting = [pod for pod in tally.unready if pod.state is PodState.PENDING]
    if not waiting:
        more = (f"{tally.existing} of {tally.minimum} required pods exist",)
        message = f"{count}; {status.message or 'the others do not exist yet'}"
        return _told(status, Phase.PENDING, reasons.PODS_MISSING, message, since, more)
    words = {"Unschedulable": reasons.UNSCHEDULABLE, "SchedulingGated": reasons.SCHEDULING_GATED}
    stuck = next((pod for pod in waiting if pod.reason in words), None)
    if stuck is None:
        evidence = (*status.evidence, *told_of(waiting, "is not scheduled"))
        return Judgement(Phase.PENDING, reasons.NOT_SCHEDULED, count, evidence, since)
    message = f"{count}; {stuck.message}" if stuck.message else count
    evidence = (*status.evidence, *told_of([stuck], f"is {stuck.reason}"))
    return Judgement(Phase.PENDING, words[stuck.reason], message, evidence, since)


def initializing(view: View) -> Judgement:
    status, tally = view.status, view.tally
    since = tally.scheduled_since or view.root.created
    if tally.floor_met or status.reason:
        message = status.message or "its pods are ready; its framework reports that it is still starting"
        return _told(status, Phase.INITIALIZING, reasons.STARTING, message, since)
    placed = tuple(pod for pod in tally.unready if pod.state is PodState.INITIALIZING)
    word, why = cause(placed) or (reasons.CONTAINERS_STARTING, "")
    count = _of(tally.done, tally.minimum, "required pods are ready")
    evidence = (*status.evidence, *told_of(tally.unready, "is not ready"))
    message = f"{count}; {why}" if why else count
    return Judgement(Phase.INITIALIZING, word, message, evidence, since)


RULES: tuple[Rule, ...] = (
    deleting,
    ended,
    stopped,
    image_lost,
    podless,
    running,
    reported,
    degraded,
    pending,
    initializing,
)


def _told(
    status: Status,
    phase: Phase,
    default: str,
    message: str,
    since: datetime | None = None,
    more: tuple[str, ...] = (),
) -> Judgement:
    """As the framework says, with its own reason where that is one of this phase."""
    phases, _ = reasons.REASONS.get(status.reason, reasons.UNKNOWN)
    reason = status.reason if phase in phases else default
    return Judgement(phase, reason, message, (*status.evidence, *more), since)


def _of(there: int, wanted: int, what: str) -> str:
    return f"{there} of {wanted} {what}"


def _end(view: View) -> datetime | None:
    return view.status.ended or max((pod.ended for pod in view.pods if pod.ended), default=None)
