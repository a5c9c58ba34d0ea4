"""Quantities, pauses, addresses, references in text, images: the small pure parts."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hub_local.agent import quantity
from hub_local.agent.addresses import Addresses, NoAddress
from hub_local.agent.backoff import Pauses, spell
from hub_local.agent.expand import expand
from hub_local.agent.images import Images, shared_folders
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("500m", "0.5"),
        ("2Gi", 2**31),
        ("1.5k", 1500),
        ("1e3", 1000),
        ("1E", 10**18),
        (".5", "0.5"),
        (2, 2),
    ],
)
def test_quantities(text: str | int, value: str | int) -> None:
    assert quantity.parse(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "Gi", "1 Gi", "1GiB", "one", "--1", "1ii"])
def test_what_is_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="not a quantity"):
        quantity.parse(text)


@given(st.integers(0, 10**15), st.sampled_from(["1", "1m", "1Ki", "1Mi"]))
def test_divisors_round_up(amount: int, divisor: str) -> None:
    unit = quantity.parse(divisor)
    count = quantity.ceiling(Decimal(amount), unit)
    assert (count - 1) * unit < amount <= count * unit or count == amount == 0


def test_pauses_double_up_to_the_most_and_start_over() -> None:
    pauses = Pauses(10, 60)
    assert [pauses.take() for _ in range(5)] == [10, 20, 40, 60, 60]
    pauses.reset()
    assert pauses.take() == 10
    assert [spell(each) for each in (10, 80, 300, 0.5)] == ["10s", "1m20s", "5m0s", "0.5s"]


def test_an_address_has_one_owner_at_a_time() -> None:
    addresses = Addresses("10.244.0.0/23")  # 256 are kept free: 255 are left
    given_out = {addresses.take(f"pod-{number}") for number in range(255)}
    assert len(given_out) == 255
    assert all(address.startswith("10.244.1.") for address in given_out)
    with pytest.raises(NoAddress):
        addresses.take("one-more")
    assert not addresses.claim("10.244.1.7", "one-more")
    addresses.release("10.244.1.7", "not-the-owner")
    owner = next(f"pod-{number}" for number in range(255) if addresses.claim("10.244.1.7", f"pod-{number}"))
    addresses.release("10.244.1.7", owner)
    assert addresses.take("one-more") == "10.244.1.7"


@pytest.mark.parametrize(
    ("text", "result"),
    [("$(A)", "1"), ("$$(A)", "$(A)"), ("$$$(A)", "$1"), ("$(B)", "$(B)"), ("x$(A)y$(A)", "x1y1"),
     ("$A", "$A"), ("$(", "$("), ("$$", "$")],
)  # fmt: skip
def test_references(text: str, result: str) -> None:
    assert expand(text, {"A": "1"}) == result


def test_images_by_pattern_and_after_a_change(tmp_path: Path) -> None:
    table = tmp_path / "images.json"
    table.write_text(json.dumps({"python:3.11*": {"cmd": ["python3"]}, "busybox:*": {}}))
    images = Images(str(table))
    known = [
        "python:3.11",
        "docker.io/library/python:3.11-slim",
        "python:3.11@sha256:ab",
        "busybox",
        "busybox:1",
    ]
    assert [name for name in known if images.find(name) is None] == []
    assert images.find("python:3.12") is None
    table.write_text(json.dumps({"python:3.12": {}}))
    assert images.find("python:3.12") is not None
    table.write_text("{")
    assert images.find("python:3.12") is not None  # a broken table is not taken


def test_an_environment_brings_its_python(tmp_path: Path) -> None:
    home = tmp_path / "python" / "bin"
    venv = tmp_path / "venv"
    home.mkdir(parents=True)
    venv.mkdir()
    (venv / "pyvenv.cfg").write_text(f"home = {home}\n")
    table = tmp_path / "images.json"
    table.write_text(json.dumps({"ray": {"share": [str(venv), "/nowhere/at/all"]}}))
    image = Images(str(table)).find("ray")
    assert image is not None
    assert shared_folders(image) == [str(venv), str(home.parent)]
