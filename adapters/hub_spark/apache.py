"""`spark.apache.org` SparkApplication: the Apache Spark project's own operator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from hub.adapter import Adapter, Cannot, Connection, Family, Obj, Phase, PodSet, Status, owned

from . import conf as spark
from .pods import pod_sets, role

FAILURES = frozenset(
    {
        "DriverStartTimedOut",
        "ExecutorsStartTimedOut",
        "DriverReadyTimedOut",
        "SchedulingFailure",
        "DriverEvicted",
        "Failed",
    }
)
RESTS = frozenset({"ResourceReleased", "TerminatedWithoutReleaseResources"})
"""Where every application comes to rest; the state before says how it ended."""

WORDS: dict[str, Phase | None] = {
    "Submitted": None,
    "ScheduledToRestart": Phase.INITIALIZING,
    "DriverRequested": None,
    "DriverStarted": Phase.INITIALIZING,
    "DriverReady": Phase.INITIALIZING,
    "InitializedBelowThresholdExecutors": Phase.INITIALIZING,
    "RunningHealthy": None,
    "RunningWithPartialCapacity": None,
    "RunningWithBelowThresholdExecutors": Phase.DEGRADED,
    "Succeeded": Phase.COMPLETED,
    **dict.fromkeys(sorted(FAILURES), Phase.FAILED),
    **dict.fromkeys(sorted(RESTS), None),
}
"""ApplicationStateSummary (Apache spark-kubernetes-operator 1.0.0, CRD of v1). The timeouts are its own."""

REASONS = {
    "DriverStartTimedOut": "DeadlineExceeded",
    "ExecutorsStartTimedOut": "DeadlineExceeded",
    "DriverReadyTimedOut": "DeadlineExceeded",
}


def status(family: Family) -> Status:
    root = family.root
    word = root.text("status.currentState.currentStateSummary")
    told, end = _outcome(root, word)
    phase = WORDS.get(told)
    final = phase is not None and phase.final
    return Status(
        phase=_waiting(family, word) or phase,
        word=word,
        reason=REASONS.get(told, "") if final else "Retrying" if word == "ScheduledToRestart" else "",
        message=_message(root, told) if final or phase is Phase.DEGRADED else "",
        evidence=tuple(_evidence(word, told)),
        ran=word == "RunningWithBelowThresholdExecutors",
        attempt=max(root.number("status.currentAttemptSummary.attemptInfo.id"), 0) + 1,
        started=_since(root, "DriverStarted"),
        ended=end if final else None,
    )


def _outcome(root: Obj, word: str) -> tuple[str, datetime | None]:
    """The state that counts, and since when: at rest, the last one before."""
    if word in RESTS:
        history = (state for _, state in _history(root))
        words = [state for state in history if state.text("currentStateSummary") not in RESTS]
        last = words[-1] if words else Obj()
        return last.text("currentStateSummary"), last.time("lastTransitionTime")
    return word, root.time("status.currentState.lastTransitionTime")


def _history(root: Obj) -> list[tuple[int, Obj]]:
    """The transitions in order: the keys are numbers written as text."""
    steps = root.items("status.stateTransitionHistory")
    return sorted(((int(k), v) for k, v in steps if k.isdecimal()), key=lambda step: step[0])


def _since(root: Obj, word: str) -> datetime | None:
    """When it was in this state for the last time."""
    states = (state for _, state in reversed(_history(root)) if state.text("currentStateSummary") == word)
    return next(states, Obj()).time("lastTransitionTime")


def _waiting(family: Family, word: str) -> Phase | None:
    """Its operator calls it starting while executors may still wait for room: that is the pods' to tell."""
    if WORDS.get(word) is not Phase.INITIALIZING or word == "ScheduledToRestart":
        return None
    unplaced = any(pod.active and not pod.node and role(pod) != "driver" for pod in family.pods)
    return Phase.PENDING if unplaced else None


def _message(root: Obj, told: str) -> str:
    states = [state for _, state in _history(root) if state.text("currentStateSummary") == told]
    own = root.at("status.currentState")
    return (states[-1] if states else own).text("message") or own.text("message")


def _evidence(word: str, told: str) -> Iterator[str]:
    if word:
        yield f"SparkApplication.status.currentState.currentStateSummary={word}"
    if told and told != word:
        yield f"SparkApplication.status.stateTransitionHistory ends with {told}"


def conf(spec: Obj) -> spark.Conf:
    return spark.properties(spec)


def foreign(spec: Obj) -> bool:
    """Python or R: only where no jar is named (`SparkAppSubmissionWorker`)."""
    return not spec.text("jars") and bool(spec.text("pyFiles") or spec.text("sparkRFiles"))


def sets(family: Family) -> Iterator[PodSet]:
    """The floor is ``minExecutors`` where one is set: below it the operator itself calls it unhealthy."""
    spec = family.root.at("spec")
    if not spec:
        return iter(())
    floor = spec.number("applicationTolerations.instanceConfig.minExecutors", -1)
    return pod_sets(
        family,
        conf(spec),
        foreign=foreign(spec),
        driver=spec.at("driverSpec.podTemplateSpec.spec"),
        executor=spec.at("executorSpec.podTemplateSpec.spec"),
        minimum=floor if floor >= 0 else None,
    )


def elastic(family: Family) -> bool:
    """Fewer than asked for is no defect where its operator is told so."""
    spec = family.root.at("spec")
    return spark.dynamic(conf(spec)) or bool(
        spec.number("applicationTolerations.instanceConfig.minExecutors")
    )


def connections(family: Family) -> Iterator[Connection]:
    """The driver's pages. Its service is named after the driver's own prefix, the application's id."""
    attempt = family.root.number("status.currentAttemptSummary.attemptInfo.id")
    yield Connection(name="ui", port=4040, service=f"{family.root.name}-{attempt}-driver-svc")


APACHE = Adapter(
    name="apache-sparkapplication",
    claims=(owned("spark.apache.org/SparkApplication"),),
    words=WORDS,
    status=status,
    pod_sets=sets,
    role=role,
    elastic=elastic,
    connections=connections,
    submitter=lambda family: family.root.text("spec.proxyUser"),
    stop=Cannot("the Apache operator has no pause for an application; delete it and keep a copy"),
    run=Cannot("an application of the Apache operator cannot be stopped, so there is nothing to resume"),
    restart=Cannot("it runs again only as its restartPolicy says; copy it to run it again"),
    scale=Cannot("the number of executors is set when it starts"),
)
