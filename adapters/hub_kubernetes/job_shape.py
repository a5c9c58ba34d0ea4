"""The shape of a Job: how many pods it has at a time, and whether they need each other."""

from __future__ import annotations

from hub.adapter import Cannot, Family, Intent, Obj, Patch, PodSet, requests

from .endings import abreast


def together(family: Family) -> bool:
    """Whether its pods need each other.

    The spec's own word counts (`spec.scheduling`, 1.37). Else the shape of the Jobs that talk among
    themselves, as upstream chose for its first native gangs (KEP-5547): Indexed, and all indexes at the
    same time. Other Jobs work off a list: each pod is of use alone, and a gang could hang on the last ones.
    """
    policy = family.root.at("spec.scheduling.schedulingPolicy")
    if policy:
        return policy.get("gang") is not None
    spec = family.root.at("spec")
    return _all_abreast(spec) and spec.number("parallelism") > 1


def _all_abreast(spec: Obj) -> bool:
    """Indexed, with all indexes running at the same time."""
    indexed, width = spec.text("completionMode") == "Indexed", spec.number("parallelism", 1)
    return indexed and width == spec.number("completions")


def grouped(family: Family) -> str:
    """From 1.37 on, where the gate WorkloadWithJob is on (batch/v1 ``JobSpec.scheduling``)."""
    asked = family.root.get("spec.scheduling.schedulingPolicy")
    return "the Job controller makes its PodGroup (spec.scheduling)" if asked else ""


def _floor(root: Obj) -> int:
    """All where they need each other; else one, for one pod alone brings the Job on."""
    desired = abreast(root.at("spec"))
    if not together(Family(root)):
        return min(desired, 1)
    wanted = root.number("spec.scheduling.schedulingPolicy.gang.minCount", desired)
    return min(max(wanted, 1), desired)


def pod_sets(family: Family) -> tuple[PodSet, ...]:
    root = family.root
    if not root.get("spec"):
        return ()
    template = requests(root.at("spec.template.spec"))
    return (PodSet(role="pods", desired=abreast(root.at("spec")), minimum=_floor(root), requests=template),)


def scale(family: Family, size: int) -> tuple[Intent, ...] | Cannot:
    """Another parallelism; an indexed Job whose indexes all run grows and shrinks with it (elastic, 1.31)."""
    spec = family.root.at("spec")
    if size < 1:
        return Cannot("a Job needs at least one pod; stop it instead")
    if _all_abreast(spec):
        return (Patch({"spec": {"parallelism": size, "completions": size}}),)
    return (Patch({"spec": {"parallelism": size}}),)
