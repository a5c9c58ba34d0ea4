"""An adapter that reads like another."""

from __future__ import annotations

from hub.adapter import Adapter, Cannot, Phase, owned
from hub.registry import Plugin, Registered, Registry

JOB = Adapter(
    name="job",
    claims=(owned("batch/Job"),),
    words={"Failed": Phase.FAILED},
    stop=Cannot("a Job of this test goes on"),
    gang=False,
)
RUN = Adapter(name="run", like="job", claims=(owned("batch/Job", when=lambda job: True),), category="deploy")
PLUGIN = Plugin("runs", "runs")


def registry(*adapters: Adapter) -> Registry:
    return Registry.of([Registered(PLUGIN, adapter) for adapter in adapters])


def test_it_takes_what_it_does_not_say_itself() -> None:
    run = registry(RUN, JOB).adapters["run"]
    assert (run.words, run.stop, run.gang) == (JOB.words, JOB.stop, False)
    assert (run.name, run.claims, run.category) == ("run", RUN.claims, "deploy")


def test_without_its_pattern_it_is_left_out_and_named() -> None:
    alone = registry(RUN)
    assert "run" not in alone.adapters
    assert "'run' reads like 'job'" in str(alone.faults[0])


def test_a_likeness_of_a_likeness_is_none() -> None:
    again = Adapter(name="again", like="run", claims=())
    assert "'run'" in str(registry(JOB, RUN, again).faults[0])
