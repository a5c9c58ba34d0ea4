"""Why a workload is as it is, in plain words: for `hub explain`, the API and the page.

Everything is told from what the workload was read from. Nothing is guessed: where the objects do
not say why, neither does this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import msgspec

from hub.core import exits, fitting
from hub.core.fitting import Node
from hub.core.gang import telling
from hub.core.reading import Subject
from hub.core.reasons import REASONS
from hub.core.spans import spoken
from hub.core.trouble import Cause, Words
from hub.model import Kind, Phase, Pod, PodSet, PodState, Workload
from hub.model.objects import stamp

_LAST = 3
"""How many of a container's last lines are told."""
_SHOWN = 8
"""How many pods are told of one by one: more tell nothing new."""


class Section(msgspec.Struct, frozen=True):
    """A question and its answer, one sentence a line."""

    title: str
    lines: tuple[str, ...]


READ_ONCE = Section(
    "How this was read",
    ("Read once, without a memory: whether it was better before, its objects alone can tell.",),
)


def first_cause(cause: Cause | None) -> tuple[Section, ...]:
    """The sentence that comes before all others."""
    if cause is None:
        return ()
    proof = (f"Evidence: {cause.evidence}",) if cause.evidence else ()
    return (Section("First cause", (f"{cause.sentence[:1].upper()}{cause.sentence[1:]}", *proof)),)


def last_words(words: Words | None) -> tuple[Section, ...]:
    if words is None:
        return ()
    lines = tuple(line.strip() for line in words.lines[-_LAST:])
    return (Section(f"Last words of {words.pod}, container {words.container}", lines),)


class Explanation(msgspec.Struct, frozen=True):
    """All that is to be said of one workload, most important first."""

    key: str
    phase: Phase
    reason: str
    summary: str
    sections: tuple[Section, ...]


def explain(
    workload: Workload,
    subject: Subject,
    now: datetime,
    nodes: Sequence[Node] = (),
    others: Iterable[Workload] = (),
    groups: Sequence[str] = (),
) -> Explanation:
    """Why this phase, why these pods, what it waits for, what can be done.

    ``nodes`` tell what would fit, ``others`` what they hold, ``groups`` what its gang's groups say.
    """
    answers = {
        "Why this phase": why_phase(workload),
        "What went wrong": failures(subject),
        "What it waits for": waits(workload, subject, nodes, others, groups),
        "Why these pods": why_pods(workload, subject),
        "What can be done": remedies(workload, subject),
    }
    sections = tuple(Section(title, lines) for title, said in answers.items() if (lines := tuple(said)))
    return Explanation(workload.key, workload.phase, workload.reason, _summary(workload, now), sections)


def why_phase(workload: Workload) -> Iterator[str]:
    """The judgement: its words, what the reason means, and what proves it."""
    yield workload.message
    if workload.reason in REASONS:
        yield f"{workload.reason} means: {REASONS[workload.reason][1]}."
    if workload.native:
        yield f"Its framework calls this {workload.native!r}."
    yield from (f"Evidence: {proof}" for proof in workload.evidence)


def waits(
    workload: Workload,
    subject: Subject,
    nodes: Sequence[Node],
    others: Iterable[Workload] = (),
    groups: Sequence[str] = (),
) -> Iterator[str]:
    """What keeps its pods from being ready, each cause once; nothing for what has ended or is stopped."""
    if workload.phase.final or workload.phase in (Phase.STOPPED, Phase.DELETING):
        return
    yield from _missing(workload.pod_sets)
    stuck = [p for p in subject.family.pods if p.state in (PodState.PENDING, PodState.INITIALIZING)]
    yield from telling.told(workload, subject, nodes, others)
    yield from groups
    for (reason, message), pods in _alike(stuck):
        unplaced = not reason and pods[0].state is PodState.PENDING
        said = "the scheduler has not looked at it yet" if unplaced else fitting.plain(reason, message)
        yield f"{_names(pods)}: {said}"
    for pod in _different(stuck):
        yield from fitting.verdict(pod.requests, nodes)


def failures(subject: Subject) -> Iterator[str]:
    """What ended badly, each cause once: pods that failed, containers that were started again."""
    told: dict[tuple[str, ...], list[Pod]] = {}
    for pod in subject.family.pods:
        if pod.state is PodState.FAILED or pod.restarts:
            told.setdefault(tuple(exits.why(pod)), []).append(pod)
    for causes, pods in told.items():
        yield from (f"{_names(pods)}: {cause}" for cause in causes)


def why_pods(workload: Workload, subject: Subject) -> Iterator[str]:
    """What makes its pods its own, and which they are."""
    if subject.anchor:
        words = ", ".join(f"{name}={value}" for name, value in subject.anchor.labels.items())
        yield f"No object owns them; they carry the labels {words}."
    elif workload.root:
        top = f"{workload.root['kind']} {workload.root['name']}"
        yield f"They are its pods because {top} is their topmost owner."
    if not subject.known:
        yield "That object itself is not readable, or gone: it is known from its pods' owner references."
    if workload.parent:
        yield f"It is a run of {workload.parent}."
    if workload.children:
        yield f"Pods of its runs are shown with them: {', '.join(workload.children[:_SHOWN])}."
    for pod in subject.family.pods[:_SHOWN]:
        yield f"{pod.name}: {_pod(pod, subject)}"
    if (more := len(subject.family.pods) - _SHOWN) > 0:
        yield f"… and {more} more; `hub pods {workload.key}` lists them all."


def remedies(workload: Workload, subject: Subject) -> Iterator[str]:
    """The next steps that make sense in this phase, each a command and what it does."""
    steps = list(_steps(workload, subject))
    longest = max((len(command) for command, _ in steps), default=0)
    return (f"{command:<{longest}}  {why}" for command, why in steps)


def _steps(workload: Workload, subject: Subject) -> Iterator[tuple[str, str]]:
    key = workload.key
    if workload.phase in (Phase.FAILED, Phase.DEGRADED) and subject.family.pods:
        again = any(pod.restarts for pod in subject.family.pods)
        yield f"hub logs {key}{' --previous' if again else ''}", "what its containers wrote"
    if workload.phase in (Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.DEGRADED, Phase.FAILED):
        yield f"hub events {key}", "what Kubernetes noted"
    for verb, why in (("run", "resume it"), ("restart", "try again"), ("stop", "free what it holds")):
        if workload.actions.get(verb) is True and _sensible(verb, workload.phase):
            yield f"hub {verb} {key}", why


def _sensible(verb: str, phase: Phase) -> bool:
    phases = {
        "run": (Phase.STOPPED,),
        "restart": (Phase.FAILED, Phase.DEGRADED),
        "stop": (Phase.PENDING, Phase.DEGRADED),
    }
    return phase in phases[verb]


def _summary(workload: Workload, now: datetime) -> str:
    since = workload.since
    held = f" since {stamp(since)} ({spoken((now - since).total_seconds())})" if since else ""
    return f"{workload.key} is {workload.phase}{held}: {workload.reason}"


def _missing(sets: Iterable[PodSet]) -> Iterator[str]:
    for one in sets:
        lacking = one.desired - one.pods.total
        if lacking > 0:
            after = f"; {one.created_after} creates them once it runs" if one.created_after else ""
            yield f"{lacking} of {one.desired} {one.role} pods do not exist yet{after}."


def _alike(pods: Iterable[Pod]) -> list[tuple[tuple[str, str], list[Pod]]]:
    """Pods by what holds them back."""
    found: dict[tuple[str, str, PodState], list[Pod]] = {}
    for pod in pods:
        found.setdefault((pod.reason, pod.message, pod.state), []).append(pod)
    return [((reason, message), pods) for (reason, message, _), pods in found.items()]


def _different(pods: Iterable[Pod]) -> list[Pod]:
    """One unschedulable pod for each size that is asked for."""
    found = {str(pod.requests): pod for pod in pods if pod.reason == "Unschedulable"}
    return list(found.values())


def _names(pods: Sequence[Pod]) -> str:
    if len(pods) <= 3:
        return ", ".join(pod.name for pod in pods)
    return f"{pods[0].name} and {len(pods) - 1} others like it"


def _pod(pod: Pod, subject: Subject) -> str:
    role = subject.adapter.role_in(subject.family)(pod)
    state = str(pod.state) + (f" ({pod.reason})" if pod.reason else "")
    owner = next((o for o in pod.owners if o.controller), pod.owners[0] if pod.owners else None)
    owned = f", owned by {owner.kind.name} {owner.name}" if owner and owner.kind != Kind("", "Pod") else ""
    return (
        f"{state}{f', role {role}' if role else ', in no set'}{owned}{f', on {pod.node}' if pod.node else ''}"
    )
