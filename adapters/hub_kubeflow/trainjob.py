"""`trainer.kubeflow.org` TrainJob: the operator makes a JobSet from it and from a runtime."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import (
    Adapter,
    Cannot,
    Family,
    Obj,
    Phase,
    PodSet,
    Resources,
    Status,
    label,
    merge,
    owned,
    requests,
)

JOBSET = "jobset.x-k8s.io/JobSet"

WORDS: dict[str, Phase | None] = {
    "Failed": Phase.FAILED,
    "Complete": Phase.COMPLETED,
    "Suspended": Phase.STOPPED,
}
"""Condition types of a TrainJob (Trainer 2.2.1, trainjob_types.go), gravest first. None says that it runs."""

REASONS = {"DeadlineExceeded": "DeadlineExceeded", "TrainingRuntimeNotSupported": "Rejected"}


def status(family: Family) -> Status:
    root = family.root
    word = told(root)
    phase, found = WORDS.get(word), root.condition(word)
    failed = phase is Phase.FAILED
    restarts = family.part(JOBSET).number("status.restarts")
    return Status(
        phase=phase,
        word=word,
        reason=REASONS.get(found.text("reason"), "") if failed else "",
        message=": ".join(filter(None, (found.text("reason"), found.text("message")))) if failed else "",
        evidence=tuple(_evidence(family, word)),
        attempt=max(restarts, 0) + 1,
        ended=found.time("lastTransitionTime") if phase is not None and phase.final else None,
    )


def told(root: Obj) -> str:
    """The first condition that holds; whether it is suspended, the spec says."""
    true = {c.text("type") for c in root.each("status.conditions") if c.text("status") == "True"}
    true.discard("Suspended")
    if root.flag("spec.suspend"):
        true.add("Suspended")
    return next((word for word in WORDS if word in true), "")


def _evidence(family: Family, word: str) -> Iterator[str]:
    if family.root.flag("spec.suspend"):
        yield "TrainJob.spec.suspend=true"
    if word and word != "Suspended":
        yield f"TrainJob condition {word}=True"
    for job in family.root.each("status.jobsStatus"):
        counts = ((name, job.number(name)) for name in ("active", "ready", "succeeded", "failed"))
        if text := " ".join(f"{name}={number}" for name, number in counts if number):
            yield f"TrainJob job {job.text('name')} {text}"
    if restarts := family.part(JOBSET).number("status.restarts"):
        yield f"JobSet.status.restarts={restarts}"


def pod_sets(family: Family) -> Iterator[PodSet]:
    """As its JobSet has them; before that is made, as far as the TrainJob says it without its runtime."""
    jobs = [job for job in family.part(JOBSET).each("spec.replicatedJobs") if job.text("name")]
    return _made(jobs) if jobs else _asked(family.root.at("spec"))


def _made(jobs: list[Obj]) -> Iterator[PodSet]:
    names = {job.text("name") for job in jobs}
    for job in {job.text("name"): job for job in jobs}.values():
        spec = job.at("template.spec")
        width = max(spec.number("parallelism", 1), 0)
        after = (on.text("name") for on in job.each("dependsOn"))
        yield PodSet(
            role=job.text("name"),
            desired=max(job.number("replicas", 1), 0) * min(width, max(spec.number("completions", width), 0)),
            created_after=next((name for name in after if name in names - {job.text("name")}), None),
            requests=requests(spec.at("template.spec")),
        )


def _asked(spec: Obj) -> Iterator[PodSet]:
    if not spec:
        return
    first = [f"{which}-initializer" for which in ("dataset", "model") if spec.get(f"initializer.{which}")]
    for name in first:
        yield PodSet(role=name, desired=1)
    yield PodSet(
        role="node",
        desired=max(spec.number("trainer.numNodes", 1), 0),
        created_after=first[0] if first else None,
        requests=_node(spec.at("trainer")),
    )


def _node(trainer: Obj) -> Resources:
    return requests(Obj({"containers": [{"resources": trainer.get("resourcesPerNode")}]}))


TRAINJOB = Adapter(
    name="trainjob",
    claims=(owned("trainer.kubeflow.org/TrainJob"),),
    parts=(JOBSET, "batch/Job"),
    words=WORDS,
    status=status,
    pod_sets=pod_sets,
    role=label("jobset.sigs.k8s.io/replicatedjob-name", ""),
    stop=merge(spec={"suspend": True}),
    run=merge(spec={"suspend": False}),
    restart=Cannot("a TrainJob restarts by itself as its runtime says; copy it to run it again"),
    scale=Cannot("the number of nodes of a TrainJob is set when it starts"),
)
