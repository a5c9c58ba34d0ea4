"""Plain words for the scheduler's messages, for ends of containers, for what would fit."""

from __future__ import annotations

import pytest

from hub.cluster.access import Rule, denial
from hub.cluster.resource import Resource
from hub.core import exits, fitting
from hub.core.fitting import Node
from hub.model import Container, Kind, Pod, Resources

MESSAGES = [
    (
        "0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available: "
        "3 Preemption is not helpful for scheduling.",
        "none of 3 nodes takes it: 3 have too little nvidia.com/gpu free",
    ),
    (
        "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient memory. no new claims to deallocate, "
        "preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.",
        "the one node does not take it: 1 has too little cpu free; 1 has too little memory free",
    ),
    (
        "0/2 nodes are available: 1 node(s) had untolerated taint {gpu: a, b}, 1 node(s) were unschedulable.",
        "none of 2 nodes takes it: 1 had untolerated taint {gpu: a, b}; 1 were unschedulable",
    ),
    ("something new", "no node takes it: something new"),
    ("", "no node takes it"),
]


@pytest.mark.parametrize(("message", "said"), MESSAGES)
def test_the_schedulers_message_in_words(message: str, said: str) -> None:
    assert fitting.unschedulable(message) == said


NODES = [
    Node("a", Resources(cpu=8, memory=32 * 2**30, gpu=4)),
    Node("b", Resources(cpu=16, memory=16 * 2**30)),
]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Resources(cpu=4, gpu=4), ""),
        (Resources(gpu=16), "A pod asks for 16 gpu; the largest node has 4."),
        (Resources(memory=64 * 2**30), "A pod asks for 64 GiB memory; the largest node has 32 GiB."),
        (Resources(other={"x/y": 1}), "A pod asks for 1 x/y; the largest node has 0."),
    ],
)
def test_what_would_fit(asked: Resources, said: str) -> None:
    told = list(fitting.verdict(asked, NODES))
    assert (told[0] if told else "") == said
    assert list(fitting.verdict(asked, [])) == []


def pod(reason: str = "", message: str = "", **container: object) -> Pod:
    main = Container("main", "i", "main", **container) if container else None  # type: ignore[arg-type]
    containers = (main,) if main else ()
    return Pod(uid="u", name="p", namespace="n", reason=reason, message=message, containers=containers)


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (pod(exit_code=3), ["container main exited with code 3"]),
        (pod(exit_code=127), ["container main exited with code 127: its command was not found in the image"]),
        (pod(exit_code=139), ["container main exited with code 139: it crashed (SIGSEGV)"]),
        (pod(exit_code=0), []),
        (pod("Evicted", "low on disk"), ["its node ran short of something and evicted it: low on disk"]),
        (pod("Odd"), ["Odd"]),
        (pod(), []),
    ],
)
def test_why_containers_ended(ended: Pod, said: list[str]) -> None:
    assert list(exits.why(ended)) == said


def test_a_container_out_of_memory_is_told_what_to_do() -> None:
    main = Container("main", "i", "main", exit_code=137, reason="OOMKilled")
    (told,) = exits.why(Pod(uid="u", name="p", namespace="n", containers=(main,)))
    assert told.startswith("container main exited with code 137: it used more memory than its limit; raise")


JOBS = Resource(Kind("batch", "Job"), "v1", "jobs", True)
ALL = ("list", "watch", "create", "patch", "delete")


@pytest.mark.parametrize(
    ("rules", "lacking"),
    [
        ([Rule(("*",), ("*",), ("*",))], None),
        ([Rule(ALL, ("batch",), ("jobs",))], None),
        ([Rule(ALL[:2], ("batch",), ("jobs",)), Rule(ALL[2:], ("*",), ("jobs",))], None),
        ([Rule(("list", "watch"), ("batch",), ("jobs",))], ("create", "patch", "delete")),
        ([Rule(ALL, ("",), ("jobs",))], ALL),
        ([Rule(ALL, ("batch",), ("jobs",), ("just-this-one",))], ALL),
        ([], ALL),
    ],
)
def test_rights_that_lack(rules: list[Rule], lacking: tuple[str, ...] | None) -> None:
    found = denial(rules, JOBS)
    assert (found.verbs if found else None) == lacking
