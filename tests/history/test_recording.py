"""What is written is there, once, over restarts too."""

from __future__ import annotations

from datetime import timedelta

from hub.core.chronicle import identity, steps
from hub.core.memory import Memory
from hub.history.journal import Journal
from hub.history.reading import History, Question, gaps
from hub.history.records import millis
from hub.history.writing import Entry
from hub.model import Phase

from .story import NOW, SERVER, at, course, said, state, write

KEY = "job/team-a/crunch"
WAY = [
    state(KEY, Phase.PENDING, 1),
    state(KEY, Phase.RUNNING, 5),
    state(KEY, Phase.COMPLETED, 9, started=at(5), ended=at(9)),
]


def phases(history: History, key: str = KEY) -> list[str]:
    return [one.phase or "" for one in history.steps(Question(key=key), NOW).items][::-1]


def test_a_course_is_told_as_it_went(journal: Journal, history: History) -> None:
    write(journal, *WAY)
    found = history.steps(Question(key=KEY), NOW).items[::-1]
    assert [one.phase for one in found] == ["Creating", "Pending", "Running", "Completed"]
    assert [one.at for one in found] == [at(0), at(1), at(5), at(9)]


def test_writing_twice_changes_nothing(journal: Journal, history: History) -> None:
    write(journal, *WAY)
    write(journal, *WAY)
    assert len(phases(history)) == 4


def test_after_a_restart_the_same_state_is_no_step(url: str, journal: Journal) -> None:
    write(journal, *WAY[:2], memory=Memory(ran=at(5)))
    journal.close()
    again = Journal(url, "kube-system-uid", SERVER)
    known = again.open(at(60))
    assert known is not None
    one = known[identity(WAY[0])]
    assert one.memory == Memory(ran=at(5))
    assert list(steps(WAY[1], one.last, at(60), missed=True)) == []
    again.close()


def test_what_objects_tell_of_the_time_between_is_recorded_with_its_own_time(journal: Journal) -> None:
    (_, pending), *_ = course(WAY[:1])[::-1]
    found = list(steps(WAY[2], pending, at(60), missed=True))
    assert [(step.phase, step.at) for step in found] == [("Running", at(5)), ("Completed", at(9))]


def test_what_is_gone_keeps_its_last_phase(journal: Journal, history: History) -> None:
    write(journal, *WAY)
    journal.write([], [], {identity(WAY[0]): at(20)})
    past = history.past(KEY)
    assert past is not None
    assert (past.workload.phase, past.gone) == (Phase.COMPLETED, at(20))


def test_what_was_deleted_after_its_end_keeps_that_end(journal: Journal, history: History) -> None:
    write(journal, *WAY, state(KEY, Phase.DELETING, 15, started=at(5), ended=at(9)))
    there = history.past(KEY)
    assert there is not None
    assert there.workload.phase is Phase.DELETING  # it is still there, and is being deleted
    journal.write([], [], {identity(WAY[0]): at(20)})
    past = history.past(KEY)
    assert past is not None
    assert (past.workload.phase, past.workload.reason) == (Phase.COMPLETED, WAY[2].reason)
    assert (past.workload.since, past.gone) == (at(9), at(20))
    assert [one.workload.phase for one in history.gone(Question(), NOW)] == [Phase.COMPLETED]


def test_what_was_deleted_before_its_end_had_none(journal: Journal, history: History) -> None:
    write(journal, *WAY[:2], state(KEY, Phase.DELETING, 15))
    journal.write([], [], {identity(WAY[0]): at(20)})
    past = history.past(KEY)
    assert past is not None
    assert past.workload.phase is Phase.DELETING


def test_a_name_used_again_is_another_workload(journal: Journal, history: History) -> None:
    write(journal, *WAY)
    journal.write([], [], {identity(WAY[0]): at(20)})
    write(journal, state(KEY, Phase.PENDING, 30, uid="second", created=at(29)))
    assert phases(history) == ["Creating", "Pending"]
    assert phases(history, f"{KEY}@{WAY[0].uid}")[-1] == "Completed"


def test_a_time_without_a_recorder_is_a_gap(url: str, journal: Journal, history: History) -> None:
    journal.beat(at(10))
    journal.close()
    again = Journal(url, "kube-system-uid", SERVER)
    again.open(at(100))
    again.beat(at(110))
    again.close()
    assert [(gap.begin, gap.end) for gap in gaps(history.recorded())] == [(at(10), at(100))]


def test_a_clock_set_back_does_not_shorten_what_was_recorded(journal: Journal, history: History) -> None:
    journal.beat(at(100))
    journal.beat(at(50))
    assert history.recorded()[-1].end == at(100)
    (_, running), *_ = course(WAY[:2])[::-1]
    (step,) = steps(WAY[2], running, at(-3600))
    assert step.at >= running.at


def test_only_one_records(url: str, journal: Journal) -> None:
    second = Journal(url, "kube-system-uid", SERVER)
    assert second.open(NOW) is None
    journal.close()
    assert second.open(NOW) is not None
    second.close()


def test_events_are_counted_once(journal: Journal, history: History) -> None:
    write(journal, *WAY)
    about = {"workload": identity(WAY[0])}
    for heard in ([said("e1", 1, **about)], [said("e1", 3, 5, **about)], [said("e1", 3, 5, **about)]):
        journal.hear(heard)
    journal.hear([said("e2", 2, 4000, **about)])  # an hour later Kubernetes begins anew
    (event,) = history.events(Question(key=KEY), NOW)
    assert (event["count"], event["time"]) == (5, at(4000))


def test_a_cluster_that_took_over_an_address_has_its_own_history(url: str, journal: Journal) -> None:
    write(journal, *WAY)
    journal.close()
    other = Journal(url, "another-uid", SERVER)
    assert other.open(at(60)) == {}
    history = History(url, SERVER)
    assert history.past(KEY) is None
    history.close()
    other.close()


def test_ten_thousand_workloads_go_in_one_transaction(journal: Journal, history: History) -> None:
    many = [state(f"job/team-a/crunch-{n}", Phase.RUNNING, 1) for n in range(10_000)]
    journal.write(
        [Entry(each, each.uid, None, millis(NOW)) for each in many],
        [s for each in many for s in course([each])],
        {},
    )
    page = history.steps(Question(limit=100), NOW + timedelta(1))
    assert len(page.items) == 100
    assert page.next is not None


def test_a_message_that_no_database_can_hold_stops_nothing(journal: Journal, history: History) -> None:
    write(journal, state(KEY, Phase.FAILED, 1, message="bad\0bytes"))
    journal.hear([said("e1", message="more\0of them")])
    assert history.steps(Question(key=KEY), NOW).items[0].message == "bad\ufffdbytes"
