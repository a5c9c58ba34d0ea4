"""Samples: written once, summed up, let go of, asked for; and what they come to over days."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from hub.core.chronicle import identity
from hub.core.samples import Sample
from hub.errors import Usage
from hub.history.journal import Journal
from hub.history.reading import History, Question
from hub.history.records import millis
from hub.history.schema import samples
from hub.history.tallying import Asked
from hub.model import Phase

from .story import NOW, at, state, write

KEY, OTHER = "job/team-a/crunch", "job/team-b/grind"
START = millis(NOW) // 1000


def looks(seconds: int, begin: int = 0, **amounts: float) -> list[Sample]:
    usual = {"cpu": 1.0, "cpu_held": 2.0, "gpu": 0.5, "gpu_held": 4.0, "memory": 2.0**30, "idle": 0.0}
    return [Sample(at=START + n, seconds=10, pods=2, **(usual | amounts)) for n in range(begin, seconds, 10)]


def record(journal: Journal, of: list[Sample], key: str = KEY) -> None:
    """As a recorder does: each look by itself would take long, so in one go, summed up at its end."""
    journal.sample(
        10, [(f"{key.split('/')[1]}/uid-{key.split('/')[2]}", one) for one in of], at(of[-1].at + 10 - START)
    )


@pytest.fixture
def told(journal: Journal) -> Journal:
    write(journal, state(KEY, Phase.RUNNING, 10, submitted_by="ada"))
    write(journal, state(OTHER, Phase.PENDING, 10, submitted_by="bob"))
    assert identity(state(KEY, Phase.RUNNING, 0)) in journal.numbers
    return journal


def counts(journal: Journal) -> dict[int, int]:
    with journal.engine.connect() as connection:
        asked = sa.select(samples.c.step, sa.func.count()).group_by(samples.c.step)
        return {row[0]: row[1] for row in connection.execute(asked)}


def test_a_series_is_what_was_seen(told: Journal, history: History) -> None:
    record(told, looks(600))
    past = history.past(KEY)
    assert past is not None
    found = history.series(past, NOW, at(600))
    assert found == looks(600)
    minutes = history.series(past, NOW - timedelta(hours=3), at(600))
    assert len(minutes) == 10
    assert (minutes[0].cpu, minutes[0].cpu_peak, minutes[0].seconds) == (1.0, 1.0, 60)


def test_gaps_stay_gaps(told: Journal, history: History) -> None:
    record(told, looks(60))
    record(told, looks(1260, 1200))
    past = history.past(KEY)
    assert past is not None
    assert [one.at - START for one in history.series(past, at(-7200), at(7200))] == [0, 1200]


def test_the_finer_are_let_go_of_and_the_sums_stay(told: Journal, history: History) -> None:
    for hour in range(0, 80 * 3600, 2 * 3600):
        record(told, looks(hour + 600, hour))
    found = counts(told)
    assert found[10] <= 120
    assert found[60] <= 10 * 25
    assert found[600] == 40
    (share, *_) = history.tally(Asked(("workload",), NOW), at(80 * 3600))
    assert share.gpu_hours == pytest.approx(40 * 600 * 4 / 3600)


def test_writing_and_summing_twice_changes_nothing(told: Journal, history: History) -> None:
    for _ in range(2):
        record(told, looks(1300))
    before = counts(told)
    record(told, looks(1300))
    assert counts(told) == before
    (share, *_) = history.tally(Asked(("workload",), NOW), at(1300))
    assert share.cpu_hours == pytest.approx(2 * 1300 / 3600)


@pytest.mark.parametrize("length", [50, 70, 610, 1210, 5000])
def test_every_moment_counts_once(told: Journal, history: History, length: int) -> None:
    record(told, looks(length))
    (share, *_) = history.tally(Asked(("user",), NOW), at(length))
    assert share.group == {"user": "ada"}
    assert share.gpu_hours == pytest.approx(4 * length / 3600, abs=1e-5)
    assert share.gpu_used == pytest.approx(0.5 * length / 3600, abs=1e-5)
    assert share.gpu_wasted == pytest.approx(3.5 * length / 3600, abs=1e-5)


def test_what_is_not_measured_is_not_wasted(told: Journal, history: History) -> None:
    record(told, [Sample(at=START, seconds=10, pods=1, cpu_held=2.0, gpu_held=4.0)])
    (share, *_) = history.tally(Asked(("user",), NOW), at(10))
    assert (share.gpu_used, share.gpu_wasted, share.gpu_idle_share, share.cpu_wasted) == (None,) * 4
    assert share.gpu_hours > 0


def test_waiting_and_running_are_summed_over_attempts(told: Journal, history: History) -> None:
    write(
        told,
        *(
            state(KEY, phase, since, submitted_by="ada")
            for phase, since in ((Phase.STOPPED, 3610), (Phase.PENDING, 7210), (Phase.RUNNING, 10810))
        ),
    )
    found = {each.group["user"]: each for each in history.tally(Asked(("user",), NOW), at(14410))}
    assert found["ada"].running_hours == pytest.approx(2.0)
    assert found["ada"].pending_hours == pytest.approx(1.0, abs=0.01)
    assert found["bob"].pending_hours == pytest.approx(14410 / 3600)
    assert (found["ada"].workloads, found["bob"].workloads) == (1, 1)


def test_a_tally_is_narrowed_by_filter_and_namespace(told: Journal, history: History) -> None:
    record(told, looks(100))
    record(told, looks(100), OTHER)
    asked = Asked(("namespace", "type"), NOW, filter="user=bob")
    assert [each.group for each in history.tally(asked, at(100))] == [{"namespace": "team-b", "type": "job"}]
    asked = Asked(("namespace",), NOW, namespaces=("team-a",))
    assert [each.group for each in history.tally(asked, at(100))] == [{"namespace": "team-a"}]
    with pytest.raises(Usage, match="did you mean 'queue'"):
        history.tally(Asked(("queu",), NOW), at(100))


def test_where_a_source_keeps_them_ten_minutes_are_all_there_is(told: Journal, history: History) -> None:
    told.sample(
        600,
        [("team-a/uid-crunch", Sample(at=START - START % 600, seconds=600, pods=1, cpu_held=1.0))],
        at(900),
    )
    past = history.past(KEY)
    assert past is not None
    assert len(history.series(past, at(-900), at(900))) == 1
    assert history.tally(Asked(("user",), at(-900)), at(900))[0].cpu_hours == pytest.approx(
        600 / 3600, abs=1e-5
    )


def test_what_went_long_ago_is_let_go_of_with_all_that_is_known_of_it(
    told: Journal, history: History
) -> None:
    record(told, looks(100))
    told.write([], [], {"team-a/uid-crunch": at(200)})
    told.forget(at(100))
    assert history.past(KEY) is not None
    told.forget(at(300))
    assert history.past(KEY) is None
    assert counts(told) == {}
    assert history.steps(Question(key=OTHER), NOW).items
