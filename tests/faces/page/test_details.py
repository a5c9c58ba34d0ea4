"""One workload's details, the overview, and that nothing of a cluster becomes markup."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .conftest import Open, picture
from .server import serving
from .world import jobs, written

FAILED = "/?open=rayjob%2Flanguage%2Freward-model"
EVIL = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script>"
Rows = dict[str, dict[str, Any]]


def test_why_comes_first_and_all_else_below(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded, FAILED)
    row = rows["rayjob/language/reward-model"]
    expect(page.locator(".hub-why")).to_contain_text(row["message"])
    expect(page.locator(".hub-pill")).to_have_text(row["phase"])
    expect(page.locator(".hub-track")).to_have_count(1 + len(row["pods"]))
    for pod in row["pods"]:
        expect(page.locator("section[aria-label=Pods]")).to_contain_text(pod)
    picture(page, "details-failed")


def test_what_cannot_be_done_says_why(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded, FAILED)
    why = rows["rayjob/language/reward-model"]["actions"]["stop"]
    expect(page.get_by_role("button", name="stop", exact=True)).to_be_disabled()
    page.locator(".hub-why-not summary").click()
    expect(page.locator(".hub-why-not")).to_contain_text(why)


def test_a_gang_says_who_is_missing(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded, "/?open=trainjob%2Fvision%2Fresnet-nightly")
    gang = rows["trainjob/vision/resnet-nightly"]["gang"]
    panel = page.locator(".hub-gang")
    expect(panel).to_contain_text(f"{gang['scheduled']} of {gang['minimum']}")
    expect(panel.locator("h4")).to_have_text("Missing")
    picture(page, "details-gang")


def test_parents_lead_to_their_runs_and_back(visit: Open, recorded: str) -> None:
    page = visit(recorded, "/?open=experiment%2Fvision%2Faugmentation-search")
    page.get_by_role("button", name="trial/vision/augmentation-search-7xk2c").click()
    expect(page.locator(".hub-drawer h2")).to_have_text("augmentation-search-7xk2c")
    page.go_back()
    expect(page.locator(".hub-drawer h2")).to_have_text("augmentation-search")


def test_ways_in_are_named_with_what_opens_them(visit: Open, recorded: str, rows: Rows) -> None:
    row = next(row for row in rows.values() if any(each["service"] for each in row["connections"]))
    page = visit(recorded, f"/?open={quote(row['key'], safe='')}")
    shown, place = page.locator("section[aria-label=Connections]"), row["key"].split("/")[1]
    for each in row["connections"]:
        expect(shown).to_contain_text(f"{each['name']} port {each['port']}")
        if each["service"]:
            command = f"kubectl port-forward -n {place} svc/{each['service']} {each['port']}"
            expect(shown).to_contain_text(command)
    picture(page, "details-connections")


def test_a_recording_has_no_measurements_and_says_so(visit: Open, recorded: str) -> None:
    page = visit(recorded, FAILED)
    page.get_by_role("tab", name="Metrics").click()
    expect(page.locator(".hub-part [role=note]")).to_contain_text("no measurements")
    assert "part=metrics" in page.url
    assert serious(page) == []


def test_what_is_old_is_said_to_be_old(visit: Open, tmp_path: Path) -> None:
    with serving(tmp_path, "--from", str(written(tmp_path / "two.json", [], *jobs(2)))) as address:
        page = visit(address)
        expect(page.locator(".hub-row")).to_have_count(2)
        expect(page.locator(".hub-stale")).to_have_count(0)
    expect(page.locator(".hub-stale")).to_contain_text("The server does not answer: what you see is as of")
    expect(page.locator(".hub-row")).to_have_count(2)
    picture(page, "stale")


def test_what_is_gone_is_said(visit: Open, recorded: str) -> None:
    page = visit(recorded, "/?open=job%2Flanguage%2Fnone")
    expect(page.locator(".hub-drawer .hub-trouble")).to_contain_text("there is no workload")


def test_the_overview_sums_up_and_leads_to_the_rows(visit: Open, recorded: str, rows: Rows) -> None:
    page = visit(recorded, "/?page=overview")
    expect(page.locator(".hub-card", has_text="Waiting longest")).to_contain_text(
        "trainjob/vision/resnet-nightly"
    )
    page.get_by_role("button", name="User").click()
    expect(page.locator(".hub-card.wide")).to_contain_text("ravi")
    picture(page, "overview")
    page.get_by_role("button", name="Failed", exact=False).first.click()
    failed = sum(row["phase"] == "Failed" for row in rows.values())
    expect(page.locator(".hub-total")).to_contain_text(f"{failed} workloads")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/?group=type", FAILED, "/?page=overview"])
def test_nothing_serious_keeps_anybody_out(visit: Open, recorded: str, path: str, scheme: str) -> None:
    page = visit(recorded, path, color_scheme=scheme)
    page.wait_for_timeout(500)
    assert serious(page) == []
    picture(page, f"{scheme}-{['/', '/?group=type', FAILED, '/?page=overview'].index(path)}")


def serious(page: Page) -> list[str]:
    """What axe-core finds that matters: rule and places."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {[node['html'][:160] for node in each['nodes'][:4]]}"
        for each in found
        if each["impact"] in ("serious", "critical")
    ]


def test_script_in_anything_is_text(visit: Open, tmp_path: Path) -> None:
    made = "2026-11-28T00:00:00Z"
    meta = {"name": EVIL, "namespace": EVIL, "uid": "u", "creationTimestamp": made, "labels": {"queue": EVIL}}
    meta["annotations"] = {"workloadhub.dev/submitted-by": EVIL}
    failed = {"type": "Failed", "status": "True", "reason": EVIL, "message": EVIL, "lastTransitionTime": made}
    spec = {"template": {"spec": {"containers": [{"name": EVIL, "image": EVIL}]}}}
    job = {"apiVersion": "batch/v1", "kind": "Job", "metadata": meta, "spec": spec}
    about = {"kind": "Job", "name": EVIL, "namespace": EVIL, "uid": "u"}
    event = {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "e", "namespace": EVIL},
        "type": "Warning",
    }
    event |= {"reason": EVIL, "message": EVIL, "involvedObject": about, "lastTimestamp": made}
    file = written(tmp_path / "evil.json", [], job | {"status": {"conditions": [failed]}}, event)
    with serving(tmp_path, "--from", str(file)) as address:
        page = visit(address, "/?group=queue")
        expect(page.locator(".hub-row").first).to_contain_text(EVIL)
        expect(page.locator(".hub-groups")).to_contain_text(EVIL)
        page.locator(".hub-row").first.click()
        expect(page.locator(".hub-why")).to_contain_text(EVIL)
        page.get_by_role("tab", name="Events").click()
        expect(page.locator(".hub-part")).to_contain_text(EVIL)
        picture(page, "script-is-text")
        page.get_by_role("link", name="Overview").click()
        expect(page.locator(".hub-overview")).to_contain_text(EVIL)
        assert page.evaluate("window.pwned") is None
