"""What every form makes is taken by a real API server with the frameworks' own schemas, field by field."""

from __future__ import annotations

from typing import Any

import pytest

from hub.model import Key, Submission
from hub.service import Hub, submitting
from hub.settings import load
from tests.cluster.plane import Plane
from tests.submitting.filling import EVERY, all_of_it, form, least, made

pytestmark = pytest.mark.cluster
OBJECTS = [name for name, each in EVERY.items() if not submitting.calls(each, form(name))]


async def dry_run(plane: Plane, submission: Submission, given: dict[str, Any]) -> list[str]:
    settings = load({"kubeconfig": plane.kubeconfig, "context": "admin", "namespaces": ("team-a",)})
    async with Hub.open(settings, read=False) as hub:
        objects = submitting.manifests(
            submission, submitting.fill(submission, given), "team-a", ["hub", "submit", submission.name]
        )
        done = await submitting.make(hub, objects, dry_run=True)
        assert done[0].key == str(Key(submission.type, "team-a", objects[0]["metadata"]["name"]))
        return [each.text for each in done]


@pytest.mark.parametrize("name", OBJECTS)
async def test_with_as_little_as_it_asks_for(frameworks: Plane, name: str) -> None:
    told = await dry_run(frameworks, EVERY[name], least(EVERY[name]))
    assert all(line.startswith("would have created ") for line in told)


@pytest.mark.parametrize("name", OBJECTS)
async def test_with_all_that_it_has(frameworks: Plane, name: str) -> None:
    """Strict validation: a field in a wrong place would be refused by name."""
    told = await dry_run(frameworks, EVERY[name], all_of_it(EVERY[name]))
    assert told[0].startswith("would have created ")


async def test_a_trial_of_katib_is_a_job_that_the_server_takes(frameworks: Plane) -> None:
    """The kind itself has no schema: Katib's own names are held by `test_placing`."""
    [experiment, *_] = made("katib", **all_of_it(EVERY["katib"]))
    trial = {
        **experiment["spec"]["trialTemplate"]["trialSpec"],
        "metadata": {"name": "trial", "namespace": "team-a"},
    }
    settings = load({"kubeconfig": frameworks.kubeconfig, "context": "admin", "namespaces": ("team-a",)})
    async with Hub.open(settings, read=False) as hub:
        [done] = await submitting.make(hub, [trial], dry_run=True)
    assert done.text == "would have created Job/trial"
