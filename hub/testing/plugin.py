"""Pytest plugin: ``--hub-adapter NAME`` chooses what the kit judges."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("hub", "the conformance kit of Workload Hub")
    help_ = "judge only this adapter, or this plugin's adapters; may be repeated"
    group.addoption("--hub-adapter", action="append", default=[], metavar="NAME", help=help_)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each adapter and law, wherever `hub.testing.test_laws.test_law` was imported to."""
    if metafunc.function.__module__ != "hub.testing.test_laws":
        return
    from .bench import benches  # late: pytest starts without the hub
    from .laws import LAWS

    found = benches(tuple(metafunc.config.getoption("--hub-adapter")))
    metafunc.parametrize("bench", found, ids=lambda bench: bench.adapter.name, scope="session")
    metafunc.parametrize("law", LAWS, ids=lambda law: law.name, scope="session")
