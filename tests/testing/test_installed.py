"""The house's own adapters, judged as foreign ones are: found by their entry points."""

from __future__ import annotations

import pytest

from hub.testing.test_laws import test_law

__all__ = ["test_law"]

pytest_plugins = ["pytester"]


def test_one_adapter_can_be_chosen(pytester: pytest.Pytester) -> None:
    chosen = (
        "--hub-adapter",
        "cronjob",
        "-k",
        "sizes or reasons",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:asyncio",
    )
    pytester.runpytest_inprocess("--pyargs", "hub.testing", *chosen).assert_outcomes(passed=2, deselected=16)


def test_one_line_tests_a_foreign_adapter(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("from hub.testing.test_laws import test_law")
    chosen = ("--hub-adapter", "cronjob", "-k", "sizes", "-p", "no:cacheprovider", "-p", "no:asyncio")
    pytester.runpytest_inprocess(*chosen).assert_outcomes(passed=1, deselected=17)
