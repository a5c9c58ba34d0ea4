"""`kubernetes.dask.org` DaskJob: a runner pod and a DaskCluster of its own, which ends with the runner."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Family, Phase, PodSet, PodState, Status, owned, port, requests

from .workers import AUTOSCALER, GROUP, elastic, pod_sets, role, scale

WORDS: dict[str, Phase | None] = {
    "JobCreated": None,
    "ClusterCreated": None,
    "Running": None,
    "Successful": Phase.COMPLETED,
    "Failed": Phase.FAILED,
}
"""``JobStatus`` (types.go). ``Running`` only says that the runner runs, not its cluster: the pods tell."""

ENDS = {PodState.SUCCEEDED: Phase.COMPLETED, PodState.FAILED: Phase.FAILED}


def status(family: Family) -> Status:
    """The runner's end is the job's: the operator deletes the cluster first and says so afterwards."""
    root, word = family.root, family.root.text("status.jobStatus")
    runner = next((pod.state for pod in family.pods if role(pod) == "job-runner"), PodState.PENDING)
    return Status(
        phase=WORDS.get(word) or ENDS.get(runner),
        word=word,
        evidence=(f"DaskJob.status.jobStatus={word}",) if word else (),
        ended=root.time("status.endTime"),
    )


def sets(family: Family) -> Iterator[PodSet]:
    spec = family.root.at("spec")
    yield PodSet(role="job-runner", desired=1, requests=requests(spec.at("job.spec")))
    yield from pod_sets(family, spec.at("cluster.spec"))


DASKJOB = Adapter(
    name="daskjob",
    claims=[owned("kubernetes.dask.org/DaskJob")],
    parts=["kubernetes.dask.org/DaskCluster", GROUP, AUTOSCALER],
    words=WORDS,
    status=status,
    pod_sets=sets,
    role=role,
    elastic=elastic,
    connections=port("dashboard", 8787, "{name}-scheduler"),
    stop=Cannot("the Dask operator has no pause; delete the job, and copy it first to keep it"),
    run=Cannot("a DaskJob cannot be stopped, so there is nothing to resume"),
    restart=Cannot("a DaskJob runs once; copy it to run it again"),
    scale=scale,
)
