"""What plain ``spark-submit`` is to be told: where to run, as whom, and the queue and labels of its pods.

Nothing but pods stands for such an application (`native`), so all that the hub reads of it is on them; wishes
for a gang, which are read from a workload's root, have no place. The names are those of "Running Spark on
Kubernetes" (Spark 4.0).
"""

from __future__ import annotations

from collections.abc import Mapping

ROLES = ("driver", "executor")
QUEUE = "workloadhub.dev/queue"


def properties(
    *,
    namespace: str,
    master: str = "",
    context: str = "",
    account: str = "",
    image: str = "",
    queue: str = "",
    labels: Mapping[str, str],
) -> dict[str, str]:
    """Spark's properties; what is not said is left to Spark."""
    start = "spark.kubernetes"
    said = {
        "spark.master": f"k8s://{master}" if master else "",
        f"{start}.context": context,
        f"{start}.namespace": namespace,
        f"{start}.authenticate.driver.serviceAccountName": account,
        f"{start}.container.image": image,
    }
    for role in ROLES:
        said[f"{start}.{role}.annotation.{QUEUE}"] = queue
        said |= {f"{start}.{role}.label.{name}": value for name, value in labels.items()}
    return {name: value for name, value in said.items() if value}
