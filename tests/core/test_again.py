"""An end that was seen stays until there is a new attempt."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from hub.core.keep import Keep
from hub.core.memory import End, Memory
from hub.core.phase import View, judge
from hub.core.tally import tally
from hub.core.things import thing
from hub.model import Obj, Phase, Pod, PodSet, Status

END = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 12, 5, tzinfo=UTC)
ROOT = Obj({"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": "web"}})


def after_its_end(phase: Phase | None, *pods: Pod) -> Phase:
    """What it is read as when it says this now, with these pods."""
    counted = tally([PodSet(role="vm", desired=1)], pods, lambda pod: "vm")
    memory = Memory(ended=End(Phase.COMPLETED, "Finished", "it ended without errors", END))
    return judge(View(ROOT, True, Status(phase=phase), counted, pods, False, memory, LATER)).phase


def pod(created: datetime) -> Pod:
    found = thing({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web", "uid": "web"}}, Keep())
    assert isinstance(found, Pod)
    return msgspec.structs.replace(found, created=created)


@pytest.mark.parametrize("said", [None, Phase.STOPPED])
def test_an_end_stays_while_nothing_new_is_tried(said: Phase | None) -> None:
    assert after_its_end(said) is Phase.COMPLETED


@pytest.mark.parametrize("said", [Phase.INITIALIZING, Phase.FAILED, Phase.DELETING])
def test_what_its_framework_says_anew_counts(said: Phase) -> None:
    assert after_its_end(said) is said


def test_newer_pods_are_a_new_attempt() -> None:
    assert after_its_end(None, pod(LATER)) is Phase.PENDING
    assert after_its_end(None, pod(END)) is Phase.COMPLETED
