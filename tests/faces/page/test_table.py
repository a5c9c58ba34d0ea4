"""The table as people use it, on recorded cases of many frameworks."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from .conftest import Open, picture
from .server import serving
from .world import jobs, written

NAMES = ".hub-row .hub-cell-name"
Rows = dict[str, dict[str, Any]]


def names(page: Page) -> list[str]:
    return [each.strip() for each in page.locator(NAMES).all_inner_texts()]


def of(rows: Rows, **facts: Any) -> set[str]:
    found = (row for row in rows.values() if all(row[name] == value for name, value in facts.items()))
    return {row["key"].split("/")[2] for row in found}


def count(page: Page, number: int) -> None:
    expect(page.locator(".hub-total")).to_contain_text(f"{number:,} workloads")


def test_it_shows_what_the_command_line_shows(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded)
    count(page, len(rows))
    assert "token" not in page.url
    assert sorted(names(page)) == sorted(key.split("/")[2] for key in rows)
    failed = page.get_by_role("button", name="Failed")
    expect(failed).to_contain_text(str(len(of(rows, phase="Failed"))))
    picture(page, "table")


def test_one_searches_as_one_types_and_the_address_is_the_view(
    visit: Open, recorded: str, rows: Rows
) -> None:
    page = visit(recorded)
    page.keyboard.press("/")
    page.keyboard.type("ranker")
    count(page, 2)
    assert "search=ranker" in page.url
    page.get_by_role("button", name="Failed").click()
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear all conditions").click()
    count(page, len(rows))


def test_the_filter_proposes_and_says_what_is_wrong(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded)
    page.keyboard.press("f")
    page.keyboard.type("pha")
    expect(page.locator("#hub-words li", has_text="phase").first).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.type("=Fai")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    count(page, len(of(rows, phase="Failed")))
    assert set(names(page)) == of(rows, phase="Failed")
    page.get_by_role("combobox", name="Filter").fill("phas=Failed")
    page.keyboard.press("Enter")
    expect(page.locator(".hub-trouble")).to_contain_text("did you mean 'phase'")
    expect(page.locator(".hub-trouble")).to_contain_text("^")
    picture(page, "wrong-filter")


def test_columns_are_chosen_ordered_and_resized_and_others_get_the_same_view(
    visit: Open, recorded: str
) -> None:
    page = visit(recorded)
    page.locator("summary", has_text="Columns").click()
    page.get_by_role("checkbox", name="Queue").uncheck()
    page.get_by_role("checkbox", name="Gang").check()
    page.get_by_role("button", name="Phase further left").click()
    page.keyboard.press("Escape")
    grip = page.locator(".hub-head > span", has_text="Name").first.locator(".hub-grip")
    box = grip.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 3, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 103, box["y"] + 5)
    page.mouse.up()
    heads = page.locator(".hub-head [role=columnheader] button")
    chosen = [each.strip() for each in heads.all_inner_texts()]
    assert "Queue" not in chosen
    assert chosen.index("Phase") < chosen.index("Namespace")
    assert chosen[-1] == "Gang"
    assert "widths=name%3A3" in page.url
    page.get_by_role("columnheader", name="GPU").get_by_role("button").click()
    page.get_by_role("columnheader", name="GPU").get_by_role("button").click()
    expect(page.get_by_role("columnheader", name="GPU")).to_have_attribute("aria-sort", "descending")
    expect(page.locator(NAMES).first).to_contain_text("resnet-nightly")
    path = page.url.partition("/?")[2]
    other = visit(recorded, f"/?{path}")
    expect(other.locator(NAMES).first).to_contain_text("resnet-nightly")
    again = [each.strip() for each in other.locator(".hub-head [role=columnheader] button").all_inner_texts()]
    assert [each.rstrip("↓") for each in again] == chosen
    picture(other, "saved-view")


def test_groups_have_sums_and_lead_to_their_rows(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded)
    page.get_by_label("Group by").select_option("namespace")
    group = page.locator(".hub-groups button", has_text="language")
    mine = [row for key, row in rows.items() if key.split("/")[1] == "language"]
    expect(group.locator("em")).to_have_text(str(len(mine)))
    held = sum(
        row["requests"]["gpu"]
        for row in mine
        if row["phase"] in ("Pending", "Initializing", "Running", "Degraded")
    )
    expect(group).to_contain_text(f"{held:g} GPU")
    picture(page, "groups")
    group.click()
    count(page, len(mine))


def test_the_csv_has_every_row_of_the_view(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded, "/?filter=phase%3DRunning")
    with page.expect_download() as downloading:
        page.get_by_role("link", name="CSV").click()
    with Path(downloading.value.path()).open() as file:
        found = list(csv.DictReader(file))
    assert {row["key"] for row in found} == {key for key, row in rows.items() if row["phase"] == "Running"}


def test_runs_are_below_what_started_them(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded)
    page.get_by_role("button", name="Nested").click()
    fold = page.get_by_role("button", name="Show the runs of augmentation-search").first
    tops = sum(row["parent"] is None for row in rows.values())
    expect(page.locator(NAMES)).to_have_count(tops)
    fold.click()
    expect(page.locator(NAMES)).to_have_count(tops + 2)
    picture(page, "nested")


def test_all_of_it_by_keyboard(visit: Open, recorded: str) -> None:
    page = visit(recorded)
    page.locator(".hub-body").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator(".hub-bulk")).to_contain_text("1 chosen")
    second = names(page)[1].strip()
    page.keyboard.press("Enter")
    expect(page.locator(".hub-drawer h2")).to_have_text(second)
    page.keyboard.press("Escape")
    expect(page.locator(".hub-drawer")).to_have_count(0)
    assert page.evaluate("document.activeElement.className") == "hub-body"
    page.go_back()
    expect(page.locator(".hub-drawer h2")).to_have_text(second)


def test_ten_thousand_rows_are_scrolled_without_a_blank(visit: Open, tmp_path: Path) -> None:
    with serving(tmp_path, "--from", str(written(tmp_path / "many.json", [], *jobs(10_000)))) as address:
        page = visit(address)
        count(page, 10_000)
        page.locator(".hub-body").focus()
        page.keyboard.press("End")
        expect(page.locator(NAMES).last).to_have_text("train-09999")
        assert page.locator(".hub-row").count() < 80
        page.keyboard.press("Home")
        expect(page.locator(NAMES).first).to_have_text("train-00000")
        for _ in range(30):
            page.mouse.move(600, 500)
            page.mouse.wheel(0, 1000)
        expect(page.locator(".hub-wait")).to_have_count(0)


@pytest.mark.parametrize("path", ["/", "/?open=rayjob%2Flanguage%2Freward-model", "/?page=overview"])
@pytest.mark.parametrize("size", [(390, 800), (720, 430)], ids=["narrow", "at-200-percent"])
def test_it_is_readable_where_there_is_little_room(
    visit: Open, recorded: str, path: str, size: tuple[int, int]
) -> None:
    page = visit(recorded, path, viewport={"width": size[0], "height": size[1]})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    picture(page, f"{size[0]}-{'details' if 'open' in path else 'overview' if 'page' in path else 'table'}")


def test_nothing_there_says_what_to_do(visit: Open, tmp_path: Path) -> None:
    with serving(tmp_path, "--from", str(written(tmp_path / "none.json", [], _node()))) as address:
        page = visit(address)
        expect(page.get_by_text("No workloads yet")).to_be_visible()
        picture(page, "empty")


def _node() -> dict[str, Any]:
    """Something that is no workload."""
    meta = {"name": "node-1", "creationTimestamp": "2026-11-28T00:00:00Z"}
    return {"apiVersion": "v1", "kind": "Node", "metadata": meta}
