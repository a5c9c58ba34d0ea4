"""Lists that stand ready are what a list made anew would be, whatever happened meanwhile."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import Any

import pytest

from hub.core.listing import listing
from hub.model import Phase, Resources, Workload
from hub.service import feed as feeds
from hub.service.feed import Feed
from hub.service.scopes import Scope, Scopes
from hub.service.standing import Question, Standing, StandingLists
from tests.workloads import NOW, workload

from .world import blank, drop, put

QUESTIONS = (
    Question(),
    Question(filter="phase=Running and gpu>=2", order="-gpu,name"),
    Question(search="ada", order="-submittedBy"),
    Question(types=("job",), namespaces=("a", "b"), order="-pods,age"),
    Question(phases=("failed",), order="-message,-created"),
    Question(order="-actions.stop,-age"),
    Question(order="-duration"),
    Question(filter="age>40m"),
)


def everything(scopes: Scopes) -> bool:
    return True


def made(random: Random, number: int) -> Workload:
    """Any workload, with facts missing here and there."""
    key = f"{random.choice(('job', 'rayjob'))}/{random.choice('abc')}/w{number}"
    facts: dict[str, Any] = {
        "uid": f"uid-{number}",
        "phase": random.choice(list(Phase)),
        "message": random.choice(("", "a", "ab", "b", "Error")),
        "requests": Resources(gpu=float(random.randrange(4))),
        "created": random.choice((None, NOW - timedelta(minutes=random.randrange(90)))),
        "submitted_by": random.choice((None, "Ada", "Ad", "Bo")),
        "pods": tuple(random.choices(("x", "y", "yz"), k=random.randrange(3))),
        "actions": {"stop": random.random() < 0.5},
    }
    return workload(key, **facts)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
async def test_it_is_what_a_new_list_would_be(question: Question) -> None:
    random, feed = Random(7), Feed(blank())
    feed.hub._fixed = NOW
    standing = Standing(feed, question)
    for step in range(40):
        put(feed, *(made(random, random.randrange(60)) for _ in range(random.randrange(6))))
        there = list(feed.hub.board.workloads.values())
        drop(feed, *random.sample(there, k=min(len(there), random.randrange(3))))
        if step % 3:
            continue
        await standing.ready()
        page = standing.page(everything, 1000)
        told = listing(
            types=question.types,
            namespaces=question.namespaces,
            phase=question.phases,
            filter=question.filter,
            search=question.search,
            order=question.order,
        )
        expected = told.select(feed.hub.board.workloads.values(), NOW)
        assert page.items == expected
        assert page.total == len(standing) == len(expected)


async def test_rows_that_come_and_go_shift_no_page() -> None:
    feed = Feed(blank())
    put(feed, *(workload(f"job/a/w{number:03}", uid=f"u{number}") for number in range(100)))
    lists, question = StandingLists(feed), Question(order="name")
    first = (await lists.of(question)).page(everything, 10)
    assert first.next is not None
    drop(feed, *first.items[5:])  # the last of the page, too, whose place the cursor names
    put(feed, *(workload(f"job/a/w000-{number}", uid=f"new{number}") for number in range(20)))
    second = (await lists.of(question)).page(everything, 10, first.next)
    assert [one.name for one in second.items] == [f"w{number:03}" for number in range(10, 20)]


async def test_what_may_not_be_seen_is_in_no_page_and_no_total() -> None:
    feed = Feed(blank())
    put(feed, *(workload(f"job/{team}/w{n}", uid=f"{team}{n}") for team in "ab" for n in range(30)))
    standing = await StandingLists(feed).of(Question())

    def sees(scopes: Scopes) -> bool:
        return {scope.namespace for scope in scopes} == {"b"}

    page = standing.page(sees, 10)
    assert {one.namespace for one in page.items} == {"b"}
    assert page.total == 30
    rest = standing.page(sees, 100, page.next)
    assert len(rest.items) == 20
    assert standing.page(sees, 5, None, 28).next is None
    assert len(list(standing.all(sees))) == 30


async def test_a_reader_too_far_behind_begins_anew() -> None:
    feed = Feed(blank())
    put(feed, workload("job/a/first", uid="first"))
    standing = await StandingLists(feed).of(Question())
    for number in range(feeds.KEPT + 2):
        put(feed, workload(f"job/a/w{number % 50}", uid=f"u{number % 50}", message=str(number)))
    assert feed.since(1) is None
    await standing.ready()
    assert len(standing) == 51


async def test_the_list_that_nobody_asked_for_longest_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.service.standing.ROOM", 25)
    feed = Feed(blank())
    put(feed, *(workload(f"job/a/w{number}", uid=f"u{number}") for number in range(10)))
    lists = StandingLists(feed)
    kept = [await lists.of(Question(search=word)) for word in ("w", "j", "a")]
    assert await lists.of(Question(search="a")) is kept[2]
    assert await lists.of(Question(search="w")) is not kept[0]


async def test_the_feed_knows_who_may_know_of_what() -> None:
    feed = Feed(blank())
    one = workload(
        "job/a/one", root={"apiVersion": "batch/v1", "kind": "Job", "namespace": "a", "name": "one"}
    )
    put(feed, one)
    (scopes,) = feed.counts
    assert scopes == (Scope(("batch", "Job"), "a"),)  # type: ignore[arg-type]
    drop(feed, one)
    assert not feed.counts
    assert [noted.scopes for noted in feed.since(0) or ()] == [scopes, scopes]
