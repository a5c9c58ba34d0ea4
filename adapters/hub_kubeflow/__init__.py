"""Kubeflow's kinds: training jobs of both generations, notebooks, experiments, pipelines, model servers."""

from __future__ import annotations

from hub.adapter import Adapter, hookimpl


@hookimpl
def hub_adapters() -> list[Adapter]:
    return []
