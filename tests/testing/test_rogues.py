"""Every law catches somebody: for each, adapters that break it, and one that keeps them all."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from hub.adapter import (
    Call,
    Cannot,
    Connection,
    Create,
    Delete,
    Family,
    Phase,
    PodSet,
    Ref,
    Status,
    field,
    merge,
    owned,
    replace,
)
from hub.testing.bench import Bench
from hub.testing.laws import LAWS, Law

from .widget import WIDGET, WORDS, status
from .widgets import CASES, GEAR, PODS, bench, pod, steps, widget

BY_NAME = {law.name: law for law in LAWS}
TURNS = count()


def rogue(**slots: Any) -> Bench:
    return bench(replace(WIDGET, **slots))


def takes_pods(family: Family) -> Status:
    told = status(family)
    family.pods = ()
    return told


def paints_pods(family: Family) -> Status:
    for each in family.pods:
        each.labels["seen"] = "yes"  # type: ignore[index]
    return status(family)


def paints_root(family: Family) -> bool:
    family.root.raw["spec"]["elastic"] = "seen"
    return False


def sets(*found: PodSet) -> Callable[[Family], Iterable[PodSet]]:
    return lambda family: found


def says(**told: Any) -> Callable[[Family], Status]:
    return lambda family: Status(**told)


def blurts(path: str) -> Callable[[Any], Any]:
    """Reads as if everything were always there."""

    def read(obj: Any) -> Any:
        here = obj.root.raw if isinstance(obj, Family) else obj.raw
        for step in path.split("."):
            here = here[step]
        return here

    return read


def forgetful(family: Family) -> Iterable[PodSet]:
    return WIDGET.pod_sets(family) if family.pods else ()


LEAD, HAND = PodSet(role="lead", desired=1), PodSet(role="hand", desired=1)
STRANGER = Ref("v1", "Pod", "ns", "other", "uid-other")
FAMILY_OF_PODS = [GEAR, widget("Busy"), PODS[0], pod("w-made", PODS[0], "hand")]
BACK_TO_LIFE = [{"seen": [widget("Gone"), GEAR, *PODS]}, {"seen": [widget("Busy", 2)]}]
EVERYWHERE = Create(
    {"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": "kube-system", "name": "x"}}
)

ROGUES: dict[str, dict[str, Bench]] = {
    "shown": {
        "no case": bench(cases=()),
        "a claim that no case meets": rogue(claims=(*WIDGET.claims, owned("example.org/Gadget"))),
        "a part that no case has": rogue(parts=("example.org/Gear", "example.org/Wheel")),
        "a slot that says nothing": rogue(queue=lambda family: ""),
        "a button that no case can press": bench(cases=[CASES["life"], CASES["done"]]),
    },
    "words": {
        "no second entry": bench(words=None),
        "a word too many": rogue(words=WORDS | {"Odd": None}),
        "a word too few": rogue(words={"Busy": None}),
        "another phase": rogue(words=WORDS | {"Done": Phase.FAILED}),
        "a word of its own": rogue(status=says(word="Sleepy")),
    },
    "reasons": {
        "a reason of its own": rogue(status=says(phase=Phase.COMPLETED, reason="Banana")),
    },
    "json": {
        "a port that is a text": rogue(connections=lambda f: (Connection(name="ui", port="80"),)),  # type: ignore[arg-type]
        "a category of its own": rogue(category="food"),
        "a name that is a number": rogue(submitter=lambda family: 7),
    },
    "as-said": {
        "a phase that is not so": rogue(status=field("status.state", WORDS | {"Held": Phase.FAILED})),
        "a set that is not asked for": rogue(status=blurts("status.nowhere.at.all")),
    },
    "transitions": {
        "starts over when its pods are gone": rogue(pod_sets=forgetful),
        "comes back from deletion": bench(cases=[steps("back", BACK_TO_LIFE)]),
    },
    "order": {"counts": rogue(submitter=lambda family: f"user {next(TURNS)}")},
    "twice": {"counts": rogue(submitter=lambda family: f"user {next(TURNS)}")},
    "untouched": {"paints pods": rogue(status=paints_pods), "paints its root": rogue(elastic=paints_root)},
    "pods": {"takes pods away": rogue(status=takes_pods)},
    "sizes": {
        "a floor above the desired": rogue(pod_sets=sets(PodSet(role="lead", desired=1, minimum=2))),
        "fewer than none": rogue(pod_sets=sets(PodSet(role="lead", desired=-1))),
        "more than the most": rogue(pod_sets=sets(PodSet(role="lead", desired=2, maximum=1))),
        "the same set twice": rogue(pod_sets=sets(LEAD, LEAD)),
        "a set of no name": rogue(pod_sets=sets(PodSet(role="", desired=1))),
    },
    "roles": {"a role of no set": rogue(role=lambda pod: "stranger")},
    "creators": {
        "made by nobody": rogue(pod_sets=sets(LEAD, PodSet(role="hand", desired=1, created_after="boss"))),
        "made by itself": rogue(pod_sets=sets(LEAD, PodSet(role="hand", desired=1, created_after="hand"))),
        "with its creator": bench(
            replace(WIDGET, pod_sets=sets(LEAD, HAND)), [steps("made", [{"seen": FAMILY_OF_PODS}])]
        ),
    },
    "own-objects": {
        "deletes a stranger": rogue(delete=lambda family: (Delete(STRANGER),)),
        "creates elsewhere": rogue(restart=lambda family: (EVERYWHERE,)),
        "calls what is not there": rogue(stop=lambda family: (Call("nowhere", "POST", "/stop"),)),
        "answers what is no intent": rogue(stop=lambda family: ("kill it",)),
    },
    "undone": {
        "leaves something behind": rogue(stop=merge(spec={"hold": True, "hands": 0})),
        "cannot undo": rogue(run=lambda family: Cannot("it has been stopped, and that was that")),
    },
    "reasoned": {
        "no reason": rogue(scale=Cannot("no")),
        "nothing done": rogue(stop=lambda family: ()),
        "no reason for this one": rogue(run=lambda family: Cannot("impossible")),
    },
    "total": {
        "a status that trusts": rogue(status=blurts("status.state")),
        "a claim that trusts": rogue(claims=(owned("example.org/Widget", when=blurts("spec.hands")),)),
        "a role that trusts": rogue(role=lambda pod: pod.labels["role"]),
        "a button that trusts": rogue(restart=blurts("spec.hands")),
        "a cause that trusts": rogue(cause=blurts("spec.hands")),
        "a size that trusts": rogue(
            pod_sets=lambda f: [PodSet(role="lead", desired=f.root.get("spec.hands"))]
        ),
    },
}

IMPURE = {
    "asks the time": "import time\ndef status(family):\n    return time.time()\n",
    "asks a clock": "from datetime import datetime\ndef status(family):\n    return datetime.now()\n",
    "reads a file": "def status(family):\n    return open('/etc/hosts').read()\n",
    "imports the core": "from hub.core import board\ndef status(family):\n    return board\n",
    "imports what it needs": "def status(family):\n    import os\n    return os.getpid()\n",
    "remembers": "SEEN = 0\ndef status(family):\n    global SEEN\n    SEEN += 1\n",
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.name)
def test_a_sound_adapter_breaks_no_law(law: Law) -> None:
    assert law.breaches(bench()) == []


@pytest.mark.parametrize(("name", "how"), [(name, how) for name, found in ROGUES.items() for how in found])
def test_a_rogue_is_caught(name: str, how: str) -> None:
    assert BY_NAME[name].breaches(ROGUES[name][how])


@pytest.mark.parametrize("how", IMPURE)
def test_an_impure_adapter_is_caught(how: str, tmp_path: Path) -> None:
    assert BY_NAME["pure"].breaches(bench(replace(WIDGET, status=written(tmp_path, IMPURE[how]))))


def test_what_an_adapter_imports_is_judged_too(tmp_path: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (tmp_path / "clock.py").write_text("import time\n")
    source = "from . import clock\ndef status(family):\n    return clock\n"
    assert BY_NAME["pure"].breaches(bench(replace(WIDGET, status=written(tmp_path, source, load=False))))


def test_every_law_has_a_rogue() -> None:
    assert {law.name for law in LAWS} == {*ROGUES, "pure"}
    assert len(BY_NAME) == len(LAWS)


def written(folder: Path, source: str, load: bool = True) -> Callable[[Family], Any]:
    """A slot whose source stands in a file; one that cannot be imported is compiled as if it stood there."""
    file = folder / "rogue.py"
    file.write_text(source)
    names: dict[str, Any] = {}
    if load:
        spec = importlib.util.spec_from_file_location("rogue", file)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        names = vars(module)
    else:
        exec(compile(source.partition("\n")[2], str(file), "exec"), names)
    found: Callable[[Family], Any] = names["status"]
    return found
