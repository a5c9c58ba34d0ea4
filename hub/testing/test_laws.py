"""Every law, judged on every adapter; import `test_law` to judge your own from your own tests."""

from __future__ import annotations

from .bench import Bench
from .laws import Law


def test_law(bench: Bench, law: Law) -> None:
    breaches = law.breaches(bench)
    assert not breaches, f"{bench.adapter.name}: not true that {law.sentence}:\n" + "\n".join(breaches)
