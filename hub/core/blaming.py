"""The first cause of a workload's trouble: one sentence and its evidence, by the first rule that knows it.

Rules look at what was read, what Kubernetes noted and what was written last. They guess nothing: where
none applies, nothing is said. The order is from cause to consequence: who could not make a pod never ran
one, a pod whose node is gone did not fail by itself, and what a framework reports follows from what its
pods did.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from hub.model import Phase, PodState

from . import exits, fitting
from .causes import IMAGE
from .refusals import refused
from .trouble import Cause, Noted, Trouble, ended, last, pod_of, told_by, told_of

TROUBLED = frozenset({Phase.CREATING, Phase.PENDING, Phase.INITIALIZING, Phase.DEGRADED, Phase.FAILED})
LOST = frozenset({"NodeLost", "DeletionByTaintManager", "DeletionByPodGC"})
"""Reasons of a pod whose node is gone (core/v1 1.37, ``DisruptionTarget`` and ``pod.status.reason``)."""
FAILED = ("FailedCreate", "FailedCreatePod")
"""How makers of pods note that they could not make one (``controller_utils.go``; training-operator 1.9)."""
_CLAIM = re.compile(r'(persistentvolumeclaim|resourceclaim) "([^"]+)" not found')
"""The scheduler's words for a claim that is not there (1.37, ``volumebinding``, ``dynamicresources``)."""


class Rule(NamedTuple):
    """One kind of cause."""

    name: str
    finds: Callable[[Trouble], Cause | None]


def first(trouble: Trouble) -> Cause | None:
    """The first cause, or nothing where there is no trouble, or none that anything tells."""
    if trouble.workload.phase not in TROUBLED:
        return None
    return next((cause for rule in RULES if (cause := rule.finds(trouble)) is not None), None)


def framework(trouble: Trouble) -> Cause | None:
    """Its framework writes the cause into its objects, and its adapter knows where (slot `cause`)."""
    return Cause(trouble.own, f"the status of {_called(trouble)}") if trouble.own else None


def refusal(trouble: Trouble) -> Cause | None:
    """Its pods are refused: by a quota, a webhook, a policy, or for a service account that is missing."""
    lacking = any(one.desired > one.pods.total for one in trouble.workload.pod_sets)
    if trouble.pods and (not lacking or trouble.workload.phase is Phase.FAILED):
        return None
    # what was noted before the last pod that was made is over
    noted = last(trouble.noted, *FAILED, "SuccessfulCreate", "SuccessfulCreatePod")
    if noted is None or noted.reason not in FAILED:
        return None
    return Cause(f"no pod can be created: {refused(noted.message)}", told_by(noted))


def preempted(trouble: Trouble) -> Cause | None:
    """A pod had to make room for one with a higher priority, and whose that is."""
    if trouble.workload.phase is Phase.INITIALIZING:
        return None
    # the scheduler names the other by its uid alone (1.37)
    noted, pod = last(trouble.noted, "Preempted"), pod_of(trouble, {"PreemptionByScheduler"})
    if noted is not None and (pod or not ended(trouble.pods)):
        uid = noted.message.partition("Preempted by pod ")[2].partition(" ")[0]
        who = f"{owner}, which has a higher priority" if (owner := trouble.others.get(uid)) else f"pod {uid}"
        where = noted.message.partition(" on node ")[2]
        victim = noted.object.partition("/")[2]
        sentence = f"its pod {victim} was preempted by {who}"
        return Cause(f"{sentence}, on {where}" if where else sentence, told_by(noted))
    return Cause(f"its pod {pod.name} was preempted: {pod.message}", told_of(pod)) if pod else None


def node_lost(trouble: Trouble) -> Cause | None:
    """The node of a pod is gone, or does not answer."""
    if pod := pod_of(trouble, LOST):
        node = f"node {pod.node}" if pod.node else "the node"
        return Cause(f"{node} of pod {pod.name} was lost: {pod.message or pod.reason}", told_of(pod))
    marked = [each for each in trouble.noted if each.message.startswith("Marking for deletion Pod")]
    if trouble.pods or not (noted := last(marked, "TaintManagerEviction")):
        return None
    return Cause(f"the node of its {noted.object} was lost or drained", told_by(noted))


def evicted(trouble: Trouble) -> Cause | None:
    """A node that ran short of something, was shut down or drained put a pod out."""
    if pod := pod_of(trouble, {"Evicted", "TerminationByKubelet", "EvictionByEvictionAPI"}):
        return Cause(f"pod {pod.name} was evicted from {pod.node}: {pod.message}", told_of(pod))
    return None


def memory(trouble: Trouble) -> Cause | None:
    """A container used more memory than its limit."""
    for pod, one in ended(trouble.pods):
        if one.reason == "OOMKilled" or one.message.startswith("OOMKilled"):
            limit = f"its limit of {fitting.written('memory', one.memory)}" if one.memory else "its node has"
            said = f"container {one.name} of pod {pod.name} used more memory than {limit} and was killed"
            return Cause(said, f"pod/{pod.name} container {one.name} OOMKilled, exit code {one.exit_code}")
    return None


def deadline(trouble: Trouble) -> Cause | None:
    """It ran or waited longer than its own limit."""
    if trouble.workload.reason != "DeadlineExceeded":
        return None
    seconds = trouble.root.number("spec.activeDeadlineSeconds")
    limit = f"its deadline of {seconds} s" if seconds else "its deadline"
    proof = next(iter(trouble.workload.evidence), trouble.workload.message)
    return Cause(f"it was ended because it was active for longer than {limit}", proof)


def image(trouble: Trouble) -> Cause | None:
    """An image cannot be pulled: which, and what the registry says."""
    for pod in trouble.pods:
        if pod.reason not in IMAGE:
            continue
        one = next((each for each in pod.containers if each.reason in IMAGE), None)
        if one is not None:
            why = next((n.message for n in trouble.noted if n.object == f"Pod/{pod.name}" and _pull(n)), "")
            what = f"image {one.image} of container {one.name} cannot be pulled"
            return Cause(f"{what}: {why.partition(': ')[2] or one.message}", told_of(pod))
    return None


def unmade(trouble: Trouble) -> Cause | None:
    """What a container is made of is missing: a Secret, a ConfigMap, a key, a command."""
    for pod in trouble.pods:
        for one in pod.containers:
            if one.reason in ("CreateContainerConfigError", "CreateContainerError", "RunContainerError"):
                said = f"container {one.name} of pod {pod.name} cannot be made: {one.message}"
                return Cause(said, f"pod/{pod.name} container {one.name} waits with {one.reason}")
    return None


def volume(trouble: Trouble) -> Cause | None:
    """A volume cannot be mounted: its ConfigMap, Secret or disk is not there."""
    waiting = {f"Pod/{pod.name}" for pod in trouble.pods if pod.state is PodState.INITIALIZING}
    for noted in reversed(trouble.noted):
        if noted.reason in ("FailedMount", "FailedAttachVolume") and noted.object in waiting:
            return Cause(f"a volume of {noted.object} cannot be mounted: {noted.message}", told_by(noted))
    return None


def claim(trouble: Trouble) -> Cause | None:
    """A claim that a pod names does not exist."""
    pod = pod_of(trouble, {"Unschedulable"})
    found = _CLAIM.search(pod.message) if pod else None
    if pod is None or found is None:
        return None
    said = f"pod {pod.name} needs {found[1]} {found[2]}, which does not exist"
    return Cause(said, f"PodScheduled says: {pod.message}")


def unscheduled(trouble: Trouble) -> Cause | None:
    """No node takes a pod: the scheduler's words, and what would fit."""
    pod = pod_of(trouble, {"Unschedulable"})
    if pod is None:
        return None
    would = next(iter(fitting.verdict(pod.requests, trouble.nodes)), "")
    said = f"pod {pod.name} cannot be placed: {fitting.unschedulable(pod.message)}"
    return Cause(f"{said}. {would}" if would else said, f"PodScheduled says: {pod.message}")


def exited(trouble: Trouble) -> Cause | None:
    """The container that ended badly first: its exit code, and what its program raised (Python, JVM)."""
    for pod, one in ended(trouble.pods):
        # code 1 is what Python and a JVM end with where nothing caught it; any other the program chose
        wrote = trouble.words
        mine = wrote is not None and (wrote.pod, wrote.container) == (pod.name, one.name)
        raised = exits.raised(wrote.lines) if wrote is not None and mine and one.exit_code == 1 else ""
        waits = one.state == "waiting"  # to be started again: what it says is about that
        meaning = raised or ("" if waits else one.message.strip()) or exits.CODES.get(one.exit_code or 0, "")
        said = f"container {one.name} of pod {pod.name} exited with code {one.exit_code}"
        proof = f"pod/{pod.name} container {one.name} {one.reason or 'Error'}"
        return Cause(f"{said}: {meaning}" if meaning else said, f"{proof}; its log" if raised else proof)
    return None


def restarted(trouble: Trouble) -> Cause | None:
    """A container ended again and again, and its pod is gone."""
    held = [each for each in trouble.noted if "restarting failed container" in each.message]
    noted = None if trouble.pods else last(held, "BackOff")
    return noted and Cause(f"a container of {noted.object} ended again and again", told_by(noted))


def unready(trouble: Trouble) -> Cause | None:
    """A container runs and fails its probe."""
    waiting = {f"Pod/{pod.name}" for pod in trouble.pods if pod.running and pod.state is not PodState.READY}
    noted = last([each for each in trouble.noted if each.object in waiting], "Unhealthy")
    return noted and Cause(f"{noted.object} runs and is not ready: {noted.message}", told_by(noted))


def reported(trouble: Trouble) -> Cause | None:
    """Nothing deeper is known: what its framework says, and what its program raised."""
    one = trouble.workload
    if one.phase not in (Phase.FAILED, Phase.DEGRADED) or not one.message:
        return None
    raised = exits.raised(trouble.words.lines) if trouble.words else ""
    return Cause(f"{one.message}: {raised}" if raised else one.message, "; ".join(one.evidence[:1]))


RULES: tuple[Rule, ...] = (
    Rule("refused", refusal),
    Rule("preempted", preempted),
    Rule("node lost", node_lost),
    Rule("evicted", evicted),
    Rule("memory", memory),
    Rule("deadline", deadline),
    Rule("image", image),
    Rule("container cannot be made", unmade),
    Rule("volume", volume),
    Rule("claim", claim),
    Rule("unschedulable", unscheduled),
    Rule("framework", framework),
    Rule("exit code", exited),
    Rule("restarted", restarted),
    Rule("not ready", unready),
    Rule("reported", reported),
)


def _pull(noted: Noted) -> bool:
    return noted.reason == "Failed" and noted.message.startswith("Failed to pull")


def _called(trouble: Trouble) -> str:
    root = trouble.workload.root
    return f"{root['kind']} {root['name']}" if root else trouble.workload.key
