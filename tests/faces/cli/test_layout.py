"""Tables as lines: widths, what gives way first, and what the words of a cluster cannot do to a terminal."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from hub.faces.cli import cells
from hub.faces.cli.columns import COLUMNS, Row, pods, standard
from hub.faces.cli.layout import Column, shorten, table, text
from hub.faces.cli.workloads import View
from hub.model import Phase, PodCounts, PodSet, Resources
from tests.workloads import NOW, workload

LONG = workload(
    "rayjob/team-a/a-rather-long-name-for-a-job",
    message="0 of 3 required pods are scheduled; 0/3 nodes are available: 3 Insufficient nvidia.com/gpu",
    phase=Phase.PENDING,
    submitted_by="somebody@example.com",
    requests=Resources(gpu=16.0),
)
SHORT = workload("job/a/b")


def drawn(room: int | None, *workloads: object) -> list[str]:
    rows = [Row(w, NOW) for w in workloads or (LONG, SHORT)]  # type: ignore[arg-type]
    return [text(line) for line in table(standard(False), rows, room)]


def test_a_pipe_gets_everything() -> None:
    assert all(LONG.message in line for line in drawn(None)[1:2])
    assert drawn(None)[0].split() == ["KEY", "PHASE", "PODS", "GPU", "USER", "AGE", "MESSAGE"]


@pytest.mark.parametrize("room", range(60, 200, 7))
def test_lines_fit(room: int) -> None:
    assert all(cell_len(line.rstrip()) <= room for line in drawn(room))


def test_messages_give_way_before_users_and_users_before_keys() -> None:
    seen = {room: drawn(room)[0].split() for room in (140, 85, 72)}
    assert "MESSAGE" in seen[140]
    assert "MESSAGE" not in seen[85]
    assert "USER" in seen[85]
    assert "USER" not in seen[72]
    assert LONG.key in drawn(72)[1]


def test_blank_columns_are_left_out() -> None:
    assert drawn(None, SHORT)[0].split() == ["KEY", "PHASE", "PODS", "AGE", "MESSAGE"]


def test_a_table_that_is_drawn_again_does_not_jump() -> None:
    held: dict[str, int] = {}
    first = View().lines([LONG, SHORT], NOW, held)
    second = View().lines([SHORT], NOW, held)
    assert text(second[0]) == text(first[0])


def test_numbers_stand_right() -> None:
    column: Column[int] = Column("N", str, right=True)
    assert [text(line) for line in table([column], [5, 500], None)] == ["  N", "  5", "500"]


def test_wide_characters_count_for_two() -> None:
    assert shorten("日本語のメッセージ", 6) == "日本 …"
    column: Column[str] = Column("A", str)
    lines = [text(line) for line in table([column, Column("B", str)], ["日本", "x"], None)]
    assert lines == ["A     B", "日本  日本", "x     x"]


def test_what_a_cluster_says_cannot_steer_the_terminal() -> None:
    evil = "a\x1b[31mred\x07\nnext\rline\x9b2J\u2028end"
    shown = cells.clean(evil)
    assert shown.isprintable()
    row = drawn(None, workload("job/a/b", message=evil, submitted_by="\x1b]0;title\x07"))[1]
    assert row.isprintable()


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, ""), (None, ""), (1.0, "1"), (0.5, "0.5"), (2.25, "2.25"), (0.1 + 0.2, "0.3"), (10.0, "10")],
)
def test_numbers(value: float | None, written: str) -> None:
    assert cells.number(value) == written


@pytest.mark.parametrize(
    ("size", "written"),
    [(0, ""), (512, "512"), (2**20, "1Mi"), (12 * 2**30, "12Gi"), (1.5 * 2**30, "1.5Gi"), (2**41, "2Ti")],
)
def test_memory(size: float, written: str) -> None:
    assert cells.memory(size) == written


def test_pods_never_exceed_what_is_wanted() -> None:
    done = PodSet(role="pods", desired=2, pods=PodCounts(total=4, succeeded=4))
    half = PodSet(role="head", desired=1, pods=PodCounts(total=1, initializing=1))
    assert pods(workload("job/a/b", pod_sets=(done, half))) == "2/3"
    assert pods(workload("job/a/b", pod_sets=(), pods=("x", "y"))) == "2"


def test_every_phase_has_a_colour() -> None:
    assert set(cells.PHASES) == {phase.value for phase in Phase}
    assert len({column.head for column in COLUMNS}) == len(COLUMNS)
