"""`sparkoperator.k8s.io` SparkApplication: the operator runs spark-submit, and again after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hub.adapter import (
    Adapter,
    Cannot,
    Connection,
    Family,
    Intent,
    Obj,
    Patch,
    Phase,
    PodSet,
    Status,
    merge,
    owned,
)

from . import conf as spark
from .pods import pod_sets, role, workers

WORDS: dict[str, Phase | None] = {
    "SUBMITTED": None,
    "RUNNING": None,
    "COMPLETED": Phase.COMPLETED,
    "FAILED": Phase.FAILED,
    "SUBMISSION_FAILED": Phase.FAILED,
    "PENDING_RERUN": Phase.PENDING,
    "INVALIDATING": Phase.INITIALIZING,
    "SUCCEEDING": Phase.COMPLETED,
    "FAILING": Phase.FAILED,
    "SUSPENDING": Phase.STOPPED,
    "SUSPENDED": Phase.STOPPED,
    "RESUMING": None,
    "UNKNOWN": Phase.DEGRADED,
}
"""ApplicationStateType (spark-operator 2.5.1, sparkapplication_types.go).

RUNNING says that the driver runs, nothing of executors. What fails may be tried again (`retries`)."""

STATE = "status.applicationState"


def status(family: Family) -> Status:
    root = family.root
    word, again = root.text(f"{STATE}.state"), retries(root)
    phase = _phase(root, word, again)
    final = phase is not None and phase.final
    return Status(
        phase=phase,
        word=word,
        reason="Retrying" if again and phase in (Phase.PENDING, Phase.INITIALIZING) else "",
        message=_message(root, word, again),
        evidence=tuple(_evidence(root, word)),
        attempt=max(root.number("status.executionAttempts") + again, 1),
        started=root.time("status.lastSubmissionAttemptTime"),
        ended=root.time("status.terminationTime") if final else None,
    )


def _phase(root: Obj, word: str, again: bool) -> Phase | None:
    if word in ("COMPLETED", "FAILED"):
        return WORDS[word]
    if root.flag("spec.suspend"):
        return Phase.STOPPED
    if word == "SUSPENDED":
        return None  # resumed: the operator has not seen it yet
    return Phase.INITIALIZING if again and word != "PENDING_RERUN" else WORDS.get(word)


def retries(root: Obj) -> bool:
    """Whether the operator is going to try it again (`ShouldRetry`)."""
    word, policy = root.text(f"{STATE}.state"), root.at("spec.restartPolicy")
    always, on_failure = policy.text("type") == "Always", policy.text("type") == "OnFailure"
    if word == "FAILING":
        tried = root.number("status.executionAttempts")
        return always or (on_failure and tried <= policy.number("onFailureRetries", -1))
    if word == "SUBMISSION_FAILED":
        tried = root.number("status.submissionAttempts")
        return always or (on_failure and tried <= policy.number("onSubmissionFailureRetries", -1))
    return word == "PENDING_RERUN" or (word == "SUCCEEDING" and always)


def _message(root: Obj, word: str, again: bool) -> str:
    told = root.text(f"{STATE}.errorMessage")
    if again:
        return "it is run again" + (f" after: {told}" if told else "")
    if not word and root.get("spec") and not root.flag("spec.suspend"):
        return "the operator is submitting it"
    return told


def _evidence(root: Obj, word: str) -> Iterator[str]:
    if root.flag("spec.suspend"):
        yield "SparkApplication.spec.suspend=true"
    if word:
        yield f"SparkApplication.{STATE}.state={word}"


# Its pods

FIELDS = {
    "driver.cores": "spark.driver.cores",
    "driver.coreRequest": "spark.kubernetes.driver.request.cores",
    "driver.memory": "spark.driver.memory",
    "driver.memoryOverhead": "spark.driver.memoryOverhead",
    "executor.cores": "spark.executor.cores",
    "executor.coreRequest": "spark.kubernetes.executor.request.cores",
    "executor.memory": "spark.executor.memory",
    "executor.memoryOverhead": "spark.executor.memoryOverhead",
    "executor.instances": "spark.executor.instances",
    "dynamicAllocation.enabled": "spark.dynamicAllocation.enabled",
    "dynamicAllocation.initialExecutors": "spark.dynamicAllocation.initialExecutors",
    "dynamicAllocation.minExecutors": "spark.dynamicAllocation.minExecutors",
    "dynamicAllocation.maxExecutors": "spark.dynamicAllocation.maxExecutors",
}
"""What spark-submit is given for each field, after the user's own ``sparkConf`` (submission.go)."""


def conf(spec: Obj) -> spark.Conf:
    """The properties that spark-submit is given. A field wins over the same property in ``sparkConf``."""
    found = {"spark.kubernetes.memoryOverheadFactor": spec.text("memoryOverheadFactor")}
    return {**found, **spark.properties(spec), **spark.given(spec, FIELDS)}


def elastic(family: Family) -> bool:
    spec, path = family.root.at("spec"), "dynamicAllocation.enabled"
    return spark.dynamic({**spark.properties(spec), **spark.given(spec, {path: FIELDS[path]})})


def sets(family: Family) -> Iterator[PodSet]:
    spec = family.root.at("spec")
    if not spec:
        return
    wanted, executor = conf(spec), pod(spec, "executor")
    if spec.text("mode", "cluster") == "cluster":
        foreign = spec.text("type") in ("Python", "R")
        yield from pod_sets(family, wanted, foreign=foreign, driver=pod(spec, "driver"), executor=executor)
    else:  # the operator itself is the driver
        yield from workers(family, wanted, foreign=False, executor=executor, after=None)


def pod(spec: Obj, which: str) -> Obj:
    """The pod spec that the template gives, with what the operator's webhook adds to it."""
    own = spec.at(which)
    found: dict[str, Any] = dict(_raw(own.at("template.spec")))
    containers = [c.raw for c in own.at("template.spec").each("containers")] or [{}]
    if (gpu := own.at("gpu")) and gpu.text("name"):
        containers[0] = _with(containers[0], gpu.text("name"), gpu.number("quantity"))
    found["containers"] = [*containers, *(c.raw for c in own.each("sidecars"))]
    found["initContainers"] = [
        c.raw for c in (*own.at("template.spec").each("initContainers"), *own.each("initContainers"))
    ]
    return Obj(found)


def _with(container: Any, name: str, amount: int) -> dict[str, Any]:
    view = Obj(container)
    limits = {**_raw(view.at("resources.limits")), name: amount}
    return {**_raw(view), "resources": {**_raw(view.at("resources")), "limits": limits}}


def _raw(obj: Obj) -> dict[str, Any]:
    return obj.raw if isinstance(obj.raw, dict) else {}


def connections(family: Family) -> Iterator[Connection]:
    """The driver's pages, through the service that the operator makes for them."""
    root = family.root
    service = root.text("status.driverInfo.webUIServiceName") or f"{root.name}-ui-svc"
    url = root.text("status.driverInfo.webUIIngressAddress") or None
    yield Connection(
        name="ui", port=root.number("status.driverInfo.webUIPort") or 4040, service=service, url=url
    )


def grouped(family: Family) -> str:
    """By the operator, where it is started with --enable-batch-scheduler (spark-operator 2.4.0)."""
    named = family.root.text("spec.batchScheduler")
    return f"the Spark operator groups its pods (spec.batchScheduler is {named})" if named else ""


# Steering


def restart(family: Family) -> tuple[Intent, ...] | Cannot:
    """Any change of the specification but `suspend` and the time to live makes the operator start over."""
    root = family.root
    if root.flag("spec.suspend"):
        return Cannot("it is stopped; run it, and it starts from the beginning")
    note = {"workloadhub.dev/restarted": root.text("metadata.resourceVersion", "0")}
    return (Patch({"spec": {"driver": {"annotations": note}}}),)


SPARKAPPLICATION = Adapter(
    name="sparkapplication",
    claims=(owned("sparkoperator.k8s.io/SparkApplication"),),
    words=WORDS,
    status=status,
    pod_sets=sets,
    role=role,
    elastic=elastic,
    connections=connections,
    grouped=grouped,
    submitter=lambda family: family.root.text("spec.proxyUser"),
    queue=lambda family: family.root.text("spec.batchSchedulerOptions.queue"),
    stop=merge(spec={"suspend": True}),
    run=merge(spec={"suspend": False}),
    restart=restart,
    scale=Cannot(
        "another number of executors would start the application from the beginning; copy it instead"
    ),
)
