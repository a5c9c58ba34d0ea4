"""Filters, search, pages: in SQL they mean what they mean on a board."""

from __future__ import annotations

import pytest

from hub.core import query
from hub.errors import Usage
from hub.history.journal import Journal
from hub.history.reading import History, Question
from hub.model import Gang, Phase

from .story import NOW, at, state, write

STATES = [
    state("job/team-a/crunch", Phase.FAILED, 3, submitted_by="ada", message="OOMKilled: too much"),
    state("rayjob/team-a/train-bert", Phase.RUNNING, 60, queue="team-a", gang=Gang(state="whole")),
    state("rayjob/team-b/100%_x", Phase.PENDING, 600, created=None, message="quota 100% used"),
]
FILTERS = [
    "phase=Failed",
    "phase=failed or type=rayjob",
    "phase!=Failed",
    "not phase=Failed and namespace=team-a",
    'name~"BERT"',
    "name!~bert",
    "user=ada",
    "user!=ada",
    "queue in (team-a, team-c)",
    "queue not in (team-a)",
    "gang.state=whole",
    "attempt>=1",
    "created<2026-11-25",
    "created!=2026-11-25",
    "created>2026-11-25 or message~oom",
    "started<1h",
    "not started<1h",
    "created<1h",
]


@pytest.fixture
def told(journal: Journal, history: History) -> History:
    for each in STATES:
        write(journal, each)
    return history


@pytest.mark.parametrize("text", FILTERS)
def test_a_filter_means_the_same_on_a_board_and_in_sql(told: History, text: str) -> None:
    holds = query.parse(text)
    wanted = {each.key for each in STATES if holds(each, at(700))}
    found = told.steps(Question(filter=f"({text}) and phase!=Creating"), at(700)).items
    assert {one.key for one in found} == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [("phse=Failed", "did you mean 'phase'"), ("phase>Failed", "no order"), ("name~'('", "no regular")],
)
def test_a_wrong_filter_is_told_with_a_caret(told: History, text: str, said: str) -> None:
    with pytest.raises(Usage, match=said):
        told.steps(Question(filter=text), NOW)


def test_search_takes_signs_as_they_are(told: History) -> None:
    assert {one.key for one in told.steps(Question(search="100%"), NOW).items} == {STATES[2].key}
    assert told.steps(Question(search="100% oom"), NOW).items == []


def test_pages_follow_each_other_without_a_seam(told: History) -> None:
    whole = told.steps(Question(), NOW).items
    found, after = [], None
    while True:
        page = told.steps(Question(limit=2, after=after), NOW)
        found += page.items
        if (after := page.next) is None:
            break
    assert found == whole
    assert len(whole) == 5


def test_namespaces_and_times_narrow(told: History) -> None:
    assert {one.key for one in told.steps(Question(namespaces=("team-b",)), NOW).items} == {STATES[2].key}
    assert {one.key for one in told.steps(Question(since=at(50)), NOW).items} == {s.key for s in STATES[1:]}
