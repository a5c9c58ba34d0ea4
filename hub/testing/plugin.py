"""Pytest plugin: hands the laws their adapters and cases."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("hub", "the conformance kit of Workload Hub")
    group.addoption("--hub-adapter", action="append", default=[], metavar="NAME", help="test only this adapter")
