"""The table of operators: what is written there must fit the modules, the agent and the other entries."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hub_local.agent.images import Image as AgentImage
from hub_local.operators import BUNDLES, OPERATORS
from hub_local.operators.choose import choose
from hub_local.operators.places import image_entry, ports
from hub_local.operators.records import HERE, Operator

from hub.errors import Usage

EVERY = pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda each: each.name)
PLACES = {"own": "/own", "host": "10.0.0.1", "api_host": "10.0.0.2", "api_port": "443", "kubeconfig": "/k"}
PLACES |= {"files": "/files", "bin": "/bin", "path": "/usr/bin", "python": "3.11", "state": "/state"}


def places(operator: Operator) -> dict[str, str]:
    return PLACES | {each.word: f"/{each.word}" for each in operator.environments}


def test_a_name_in_no_table_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Usage, match=r"--with sparkk: .*did you mean 'spark'"):
        choose(["ray", "sparkk"])


def test_a_bundle_means_its_operators_and_each_comes_once_after_what_it_needs() -> None:
    names = [operator.name for operator in choose(["trainer", "kubeflow", "ray", "ray"])]
    assert sorted(names) == sorted({*BUNDLES["kubeflow"], "ray"})
    assert names.index("jobset") < names.index("trainer")


@EVERY
def test_the_version_is_the_one_that_is_pinned(operator: Operator) -> None:
    assert operator.version.strip("v")[0].isdigit()


@EVERY
def test_every_word_in_braces_is_known(operator: Operator) -> None:
    for program in operator.programs:
        here = places(operator) | ports(operator, program)
        for text in (*program.argv, *program.env.values(), *program.mounts.values(), program.ready):
            assert "{" not in text.format_map(here)


@EVERY
def test_the_node_agent_takes_its_images(operator: Operator) -> None:
    for image in operator.images:
        msgspec.convert(image_entry(image, places(operator)), AgentImage)


@EVERY
def test_its_own_files_and_its_sample_are_there(operator: Operator) -> None:
    own = [entry for entry in operator.manifests if entry.startswith("files/")]
    assert all((HERE / entry).is_file() for entry in own)
    assert all((HERE / "files" / name).is_file() for name in operator.config)
    assert list((HERE / "samples").glob(f"{operator.name}.*"))


def test_no_two_programs_share_a_name_or_a_port() -> None:
    each = [(one, program) for one in OPERATORS.values() for program in one.programs]
    numbers = Counter(number for one, program in each for number in ports(one, program).values())
    names = Counter(program.name for _, program in each)
    assert {*numbers.values(), *names.values()} == {1}


def test_every_module_folder_belongs_to_an_operator() -> None:
    assert {folder.name for folder in Path(HERE, "modules").iterdir()} == {
        one.name for one in OPERATORS.values() if one.module
    }
