"""New, looked at, stopped, run, copied and deleted: with a browser, on a real cluster that runs pods."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hub_local.cluster import Request, down, up
from playwright.sync_api import Locator, Page, expect

from .conftest import Open, picture
from .server import serving
from .test_details import serious

pytestmark = pytest.mark.cluster
NAME = "browser"
LONG = 120_000
"""Milliseconds for what a cluster does by itself."""


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a page on a cluster of this test's own."""
    folder = tmp_path_factory.mktemp("live")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUB_LOCAL_STATE", str(folder / "clusters"))
        try:
            running = up(Request(NAME, nodes=2, gpus=4), print)
            if not running.mode.namespaced:
                pytest.fail(f"this machine allows no namespaces ({os.uname().release}): pods cannot be run")
            with serving(folder, KUBECONFIG=str(running.kubeconfig)) as address:
                yield address
        finally:
            down(NAME, purge=True, say=print)


def phase(page: Page, word: str) -> None:
    expect(page.locator(".hub-pill")).to_have_text(word, timeout=LONG)


def confirmed(page: Page, verb: str) -> None:
    """The plan is shown first; then it is done."""
    page.get_by_role("toolbar", name="Actions").get_by_role("button", name=verb, exact=True).click()
    ask = page.get_by_role("dialog")
    expect(ask.locator(".hub-plan b").first).to_be_visible()
    picture(page, f"live-{verb}")
    ask.get_by_role("button", name=verb.capitalize(), exact=True).click()
    expect(ask).to_have_count(0)


def test_a_workload_from_the_form_to_its_end(visit: Open, live: str) -> None:
    page = visit(live)
    page.get_by_role("button", name="New workload").first.click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="command").fill("sh -c 'echo <b>hello</b> $WHO; sleep 900")
    expect(form.locator(".hub-trouble")).to_contain_text("quotes come in pairs")
    expect(form.get_by_role("button", name="Submit")).to_be_disabled()
    form.get_by_role("textbox", name="command").fill("sh -c 'echo \"<b>hello</b> $WHO\"; sleep 900'")
    form.get_by_role("textbox", name="image").fill("busybox:1.36")
    form.get_by_role("textbox", name="env Environment variable").fill("WHO=ada")
    form.get_by_role("textbox", name="name Its name").fill("greeter")
    expect(form.get_by_label("Command", exact=True)).to_contain_text("--env WHO=ada")
    expect(form.get_by_label("Manifest", exact=True)).to_contain_text("kind: Job")
    form.get_by_role("button", name="Dry run").click()
    expect(form.get_by_text("would have created Job/greeter")).to_be_visible(timeout=LONG)
    picture(page, "live-new-workload")
    form.get_by_role("button", name="Submit").click()
    expect(page.locator(".hub-drawer h2")).to_have_text("greeter", timeout=LONG)
    phase(page, "Running")
    expect(page.locator(".hub-row", has_text="greeter")).to_contain_text("Running")
    logs(page)
    charts(page)
    confirmed(page, "stop")
    phase(page, "Stopped")
    confirmed(page, "run")
    phase(page, "Running")
    copied(page)
    confirmed(page, "delete")
    expect(page.locator(".hub-row")).to_have_count(1, timeout=LONG)


def logs(page: Page) -> None:
    page.get_by_role("tab", name="Logs").click()
    expect(page.get_by_label("Lines", exact=True)).to_contain_text("<b>hello</b> ada", timeout=LONG)
    page.get_by_placeholder("Find in lines").fill("nothing like it")
    expect(page.get_by_label("Lines", exact=True)).not_to_contain_text("hello")
    page.get_by_placeholder("Find in lines").fill("")
    with page.expect_download() as downloading:
        page.locator(".hub-logs").get_by_role("link", name="Download").click()
    assert "<b>hello</b> ada" in Path(downloading.value.path()).read_text()
    picture(page, "live-logs")
    page.get_by_role("tab", name="Manifest").click()
    expect(page.locator(".hub-part pre")).to_contain_text("name: greeter")
    expect(page.locator(".hub-part pre")).not_to_contain_text("value: ada")
    page.get_by_role("tab", name="Summary").click()


def charts(page: Page) -> None:
    """Measured since it runs: the kubelet is looked at every ten seconds."""
    page.get_by_role("tab", name="Metrics").click()
    cpu = page.locator(".hub-chart[aria-label=CPU]")
    expect(cpu.locator("path.hub-line")).to_have_count(1, timeout=LONG)
    expect(page.locator(".hub-chart[aria-label=Pods] h3")).to_contain_text("1 on nodes")
    expect(page.locator(".hub-chart[aria-label=GPU]")).to_contain_text("it holds none")
    plot = cpu.locator(".hub-plot")
    plot.hover(position={"x": 5, "y": 40})
    expect(cpu.locator("h3")).to_contain_text("nobody looked")
    plot.focus()
    for _ in range(200):
        page.keyboard.press("ArrowRight")
    expect(cpu.locator("h3")).to_contain_text(re.compile(r"\d cores?|nobody looked"))
    with page.expect_download() as downloading:
        page.locator(".hub-part").get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(Path(downloading.value.path()).read_text().splitlines()))
    assert any(row["cpuCores"] for row in rows)
    assert serious(page) == []
    picture(page, "live-charts")
    zoomed(page, cpu)
    page.get_by_role("tab", name="Summary").click()


def zoomed(page: Page, chart: Locator) -> None:
    box = chart.locator(".hub-plot").bounding_box()
    assert box is not None
    before = page.locator(".hub-ticks time").all_inner_texts()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 30)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 30)
    page.mouse.up()
    page.get_by_role("button", name="Whole range").click()
    expect(page.get_by_label("Range")).to_be_enabled()
    assert len(before) == 2


def copied(page: Page) -> None:
    """The copy's name and command are changed by hand; the original stays open afterwards."""
    page.get_by_role("button", name="copy & edit").click()
    form = page.get_by_role("dialog")
    yaml = form.get_by_label("YAML", exact=True)
    expect(yaml).to_have_value(re.compile("kind: Job"), timeout=LONG)
    text = yaml.input_value()
    name = next(line.split()[1] for line in text.splitlines() if line.startswith("  name: greeter-"))
    yaml.fill(text.replace(name, "greeter-again"))
    picture(page, "live-copy")
    form.get_by_role("button", name="Submit").click()
    expect(page.locator(".hub-drawer h2")).to_have_text("greeter-again", timeout=LONG)
    phase(page, "Running")
    page.go_back()
    expect(page.locator(".hub-drawer h2")).to_have_text("greeter")


def test_many_at_once_and_what_came_of_each(visit: Open, live: str) -> None:
    page = visit(live)
    for number in range(2):
        page.get_by_role("button", name="New workload").first.click()
        form = page.get_by_role("dialog")
        form.get_by_role("button", name="YAML").click()
        form.get_by_label("YAML", exact=True).fill(json.dumps(job(f"bulk-{number}")))
        form.get_by_role("button", name="Submit").click()
        expect(page.locator(".hub-drawer h2")).to_have_text(f"bulk-{number}", timeout=LONG)
        page.get_by_role("button", name="Close details").click()
    page.get_by_role("searchbox", name="Search workloads").fill("bulk")
    expect(page.locator(".hub-row .hub-cell-name")).to_have_text(["bulk-0", "bulk-1"])
    for box in page.locator(".hub-row input").all():
        box.check()
    page.locator(".hub-bulk").get_by_role("button", name="delete").click()
    ask = page.get_by_role("dialog")
    expect(ask.locator(".hub-plan li")).to_have_count(2)
    ask.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("Nothing matches")).to_be_visible(timeout=LONG)


def job(name: str) -> dict[str, object]:
    main = {"name": "main", "image": "busybox:1.36", "command": ["sleep", "900"]}
    inner = {"restartPolicy": "Never", "terminationGracePeriodSeconds": 1, "containers": [main]}
    meta = {"name": name, "namespace": "default"}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": {"template": {"spec": inner}}}
