"""What the server tells of itself, and that the dashboard asks for nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families as families

from hub.faces.api.measures import Measures
from hub.model import Phase
from hub.service.feed import Feed
from tests.history.story import state

from .world import Site, blank, put

DASHBOARD = Path(__file__).parents[3] / "docs" / "dashboard.json"
SUFFIX = re.compile(r"_(total|bucket|count|sum)$")


async def told(site: Site) -> str:
    async with site.http.get(f"{site.url}/metrics", headers=site.bearer) as answer:
        assert answer.status == 200
        return await answer.text()


async def test_the_dashboard_asks_for_what_there_is(served: Site) -> None:
    there = {one.name for one in families(await told(served))}
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked = [name for one in panels for name in re.findall(r"hub_\w+", one["targets"][0]["expr"])]
    assert len(asked) >= len(panels)
    assert {SUFFIX.sub("", name) for name in asked} <= there


async def test_a_phase_that_ended_is_counted_by_type() -> None:
    feed = Feed(blank())
    measures = Measures(feed)
    put(feed, state("job/team-a/crunch", Phase.PENDING, 0))
    put(feed, state("job/team-a/crunch", Phase.RUNNING, 40))
    lines = measures.text().decode().splitlines()
    mine = '{phase="Pending",type="job"}'
    assert f"hub_phase_seconds_count{mine} 1.0" in lines
    assert f"hub_phase_seconds_sum{mine} 40.0" in lines
    assert "hub_changes_total 2.0" in lines
    assert 'hub_workloads{phase="Running"} 1.0' in lines
