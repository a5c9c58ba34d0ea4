"""The pods of a Spark application: which is what, and what each asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hub.adapter import Family, Obj, Pod, PodSet, Resources, requests

from . import conf as spark

DRIVER, EXECUTOR = "driver", "executor"
CONTAINERS = {DRIVER: "spark-kubernetes-driver", EXECUTOR: "spark-kubernetes-executor"}
"""The names that Spark gives to the containers it writes (`Constants.scala`)."""


def role(pod: Pod) -> str:
    """``spark-role``; executors of another resource profile (stage-level scheduling) are a set apart."""
    found, profile = pod.label("spark-role"), pod.label("spark-exec-resourceprofile-id", "0")
    return found if found != EXECUTOR or profile == "0" else f"{found}-profile-{profile}"


def pod_sets(
    family: Family,
    conf: spark.Conf,
    *,
    foreign: bool,
    driver: Obj,
    executor: Obj,
    minimum: int | None = None,
) -> Iterator[PodSet]:
    """The driver alone comes first; it makes the executors. The pod specs are those of the templates."""
    yield PodSet(role=DRIVER, desired=1, requests=one(DRIVER, driver, spark.driver(conf, foreign)))
    yield from workers(family, conf, foreign=foreign, executor=executor, minimum=minimum)


def workers(
    family: Family,
    conf: spark.Conf,
    *,
    foreign: bool,
    executor: Obj,
    minimum: int | None = None,
    after: str | None = DRIVER,
) -> Iterator[PodSet]:
    """The executors that the configuration asks for, and those of other resource profiles that are there."""
    there = sum(pod.active and role(pod) == EXECUTOR for pod in family.pods)
    count = spark.executors(conf, there)
    yield PodSet(
        role=EXECUTOR,
        desired=count.desired,
        minimum=count.minimum if minimum is None else min(minimum, count.desired),
        maximum=count.maximum,
        created_after=after,
        requests=one(EXECUTOR, executor, spark.executor(conf, foreign)),
    )
    yield from profiles(family, after)


def profiles(family: Family, after: str | None) -> Iterator[PodSet]:
    """Executors for stages with resources of their own: the program asks for them while it runs."""
    found: dict[str, list[Pod]] = {}
    for pod in family.pods:
        if (name := role(pod)).startswith(f"{EXECUTOR}-"):
            found.setdefault(name, []).append(pod)
    for name, pods in found.items():
        size = sum(pod.active for pod in pods)
        yield PodSet(role=name, desired=size, minimum=0, created_after=after, requests=pods[0].requests)


def one(role: str, template: Obj, amounts: Mapping[str, Any]) -> Resources:
    """One pod: Spark sets cpu and memory of its own container and keeps all else of the template."""
    containers = [container for container in template.each("containers") if isinstance(container.raw, dict)]
    main = next((c for c in containers if c.text("name") == CONTAINERS.get(role)), None)
    main = main or (containers[0] if containers else Obj({}))
    wanted = {**_mapping(main, "limits"), **_mapping(main, "requests"), **amounts}
    rest = [container.raw for container in containers if container is not main]
    whole = _dict(template) | {"containers": [{"resources": {"requests": wanted}}, *rest]}
    return requests(Obj(whole))


def _mapping(container: Obj, which: str) -> dict[str, Any]:
    found = container.get(f"resources.{which}")
    return found if isinstance(found, dict) else {}


def _dict(obj: Obj) -> dict[str, Any]:
    return obj.raw if isinstance(obj.raw, dict) else {}
