"""What Airflow is told of the package: it loads this by its entry point (`apache_airflow_provider`)."""

from __future__ import annotations

from typing import Any


def provider_info() -> dict[str, Any]:
    """As `provider_info.schema.json` of Airflow 3 has it."""
    name, docs = "Workload Hub", "docs/submit.md"
    return {
        "package-name": "workload-hub",
        "name": name,
        "description": "Work of any framework on Kubernetes, submitted, followed and ended by the hub.",
        "integrations": [{"integration-name": name, "external-doc-url": docs, "tags": ["service"]}],
        "operators": [{"integration-name": name, "python-modules": ["hub_airflow.operators"]}],
    }
