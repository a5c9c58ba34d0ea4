"""What a RayService says of itself: the reason of condition Ready, and how its applications are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hub.adapter import Family, Obj, Phase, PodState, Status, stood

WORDS: dict[str, Phase | None] = {
    "Ready": Phase.RUNNING,
    "UpgradeInProgress": None,
    "RollbackInProgress": None,
    "Suspending": Phase.STOPPED,
    "Suspended": Phase.STOPPED,
    "Initializing": Phase.INITIALIZING,
    "InitializingTimeout": Phase.FAILED,
    "ZeroServeEndpoints": Phase.DEGRADED,
    "NonZeroServeEndpoints": Phase.RUNNING,
    "BothActivePendingClustersExist": None,
    "NoPendingCluster": None,
    "NoActiveCluster": None,
    "ValidationFailed": Phase.FAILED,
    "TargetClusterChanged": None,
    "Running": None,
    "NOT_STARTED": Phase.INITIALIZING,
    "DEPLOYING": Phase.INITIALIZING,
    "RUNNING": Phase.RUNNING,
    "DEPLOY_FAILED": Phase.DEGRADED,
    "DELETING": None,
    "UNHEALTHY": Phase.DEGRADED,
    "UPDATING": None,
    "HEALTHY": None,
}
"""RayServiceConditionType, RayServiceConditionReason, ServiceStatus and, in capitals, Serve's
ApplicationStatus and DeploymentStatus (KubeRay 1.6.2, rayservice_types.go; suspending: 1.7).

The reason of condition Ready decides; the applications of the active cluster can only make it worse."""

CLUSTER = "ray.io/RayCluster"


def status(family: Family) -> Status:
    root = family.root
    conditions = {found.text("type"): found for found in root.each("status.conditions")}
    ready, suspended = conditions.get("Ready", Obj()), _suspended(family, conditions)
    word = ready.text("reason") or root.text("status.serviceStatus")
    ill = tuple(_ill(root, "active" if ready.text("status") == "True" else "pending"))
    phase = _phase(family, word, suspended, bool(ill))
    at = ready.time("lastTransitionTime")
    return Status(
        phase=phase,
        word=word,
        reason=_reason(family, phase, word),
        message="; ".join(ill) or _message(root, ready, phase),
        evidence=tuple(_evidence(root, conditions, suspended)),
        ran=word == "NonZeroServeEndpoints" and stood(family, at),
        ended=at if phase is Phase.FAILED else None,
    )


def _phase(family: Family, word: str, suspended: bool, ill: bool) -> Phase | None:
    if word in ("InitializingTimeout", "ValidationFailed"):
        return Phase.FAILED
    if suspended:
        return Phase.STOPPED
    if word == "Initializing":
        return Phase.INITIALIZING if any(pod.active for pod in family.pods) else None
    if word == "ZeroServeEndpoints":
        return _dropped(family)
    return Phase.DEGRADED if ill and word == "NonZeroServeEndpoints" else WORDS.get(word)


def _dropped(family: Family) -> Phase | None:
    """It served once and does not now: ill, or resumed and on its way, which this word does not tell apart.

    As long as pods are missing they tell; then its applications do.
    """
    if any(pod.state is not PodState.READY for pod in family.pods if pod.active) or not family.pods:
        return None
    apps = family.root.items("status.activeServiceStatus.applicationStatuses")
    starting = all(WORDS.get(app.text("status")) is Phase.INITIALIZING for _, app in apps)
    return Phase.INITIALIZING if starting else Phase.DEGRADED


def _reason(family: Family, phase: Phase | None, word: str) -> str:
    """While it serves, its own word counts: the operator's probe keeps a worker without a replica unready.

    (KubeRay 1.6.2, `initLivenessAndReadinessProbe`; Serve runs a proxy only beside replicas since Ray 2.8.)
    """
    if phase is Phase.RUNNING and any(pod.state is not PodState.READY for pod in family.pods if pod.active):
        return "ReportedRunning"
    return "Rejected" if word == "ValidationFailed" else ""


def _message(root: Obj, ready: Obj, phase: Phase | None) -> str:
    if phase is Phase.RUNNING:
        return f"{root.number('status.numServeEndpoints')} of its pods serve requests"
    return ready.text("message") if phase in (Phase.DEGRADED, Phase.FAILED) else ""


def _suspended(family: Family, conditions: Mapping[str, Obj]) -> bool:
    """By its own ``suspend`` (1.7), or by that of its cluster, to which older operators pass it on.

    As with a RayCluster, what is being suspended will be, and what resumes keeps saying Suspended.
    While it is upgraded an older operator suspends the new cluster alone: then it still serves (seen).
    """
    root = family.root
    on = {
        word for word in ("Suspending", "Suspended") if conditions.get(word, Obj()).text("status") == "True"
    }
    if root.flag("spec.suspend") or "Suspending" in on:
        return True
    if "Suspended" in on and root.get("spec.suspend") is None:
        return True
    serving = cluster(family, "active") or cluster(family, "pending")
    return serving.flag("spec.suspend") if serving else root.flag("spec.rayClusterConfig.suspend")


def cluster(family: Family, which: str) -> Obj:
    """The ``active`` or the ``pending`` cluster; empty where there is none or it cannot be read."""
    name = family.root.text(f"status.{which}ServiceStatus.rayClusterName")
    return next((part for part in family.parts(CLUSTER) if part.name == name), Obj()) if name else Obj()


def _ill(root: Obj, which: str) -> Iterator[str]:
    """The applications of this cluster that do not serve."""
    for name, app in root.items(f"status.{which}ServiceStatus.applicationStatuses"):
        if WORDS.get(app.text("status")) is Phase.DEGRADED:
            told = app.text("message").strip().splitlines()
            yield f"application {name} is {app.text('status')}" + (f": {told[-1].strip()}" if told else "")


def _evidence(root: Obj, conditions: Mapping[str, Obj], suspended: bool) -> Iterator[str]:
    if suspended:
        yield "RayService is suspended by its specification"
    for word in ("Ready", "UpgradeInProgress"):
        if word in conditions:
            found = conditions[word]
            yield f"RayService condition {word}={found.text('status')} ({found.text('reason')})"
    for which in ("active", "pending"):
        for name, app in root.items(f"status.{which}ServiceStatus.applicationStatuses"):
            yield f"RayService application {name} ({which}) is {app.text('status')}"
