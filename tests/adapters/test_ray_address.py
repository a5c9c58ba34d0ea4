"""``hub_ray://`` addresses: what Ray finds under the name, and what goes wrong in the hub's own words."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from hub_ray.address import forwarded


def test_ray_finds_the_function_by_the_schemes_name() -> None:
    assert callable(import_module("hub_ray").get_job_submission_client_cluster_info)


@pytest.mark.parametrize("address", ["", "shared", "default/", "a/b/c", "/shared"])
def test_what_is_no_address_of_a_cluster(address: str) -> None:
    with pytest.raises(RuntimeError, match="write hub_ray://NAMESPACE/CLUSTER"):
        forwarded(address)


def test_what_the_hub_cannot_reach_is_told_in_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "nowhere"))
    with pytest.raises(RuntimeError, match="hub: KUBECONFIG names "):
        forwarded("default/shared")
