"""``hub kit``: what it says of an adapter that keeps the laws, of one that does not, and of none."""

from __future__ import annotations

import pytest

from hub.testing import bench
from hub.testing.laws import LAWS

from .conftest import Hub


def test_an_adapter_that_keeps_every_law(hub: Hub) -> None:
    ran = hub("kit", "cronjob")
    assert ran.code == 0, ran.out
    assert f"cronjob  {len(LAWS)} of {len(LAWS)} laws kept" in ran.out


def test_an_adapter_that_breaks_laws_is_told_which(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "_shelf", lambda folder: ())
    ran = hub("kit", "cronjob")
    assert ran.code == 1
    assert "cronjob  shown: no case expects a row of type cronjob" in ran.out
    assert f"cronjob  {len(LAWS) - 1} of {len(LAWS)} laws kept, 0 cases" in ran.out


def test_an_adapter_that_is_not_there(hub: Hub) -> None:
    ran = hub("kit", "cronjop")
    assert (ran.code, ran.out) == (3, "")
    assert (
        ran.err == "hub: there is no adapter 'cronjop' (did you mean 'cronjob'?); `hub adapters` lists them\n"
    )
