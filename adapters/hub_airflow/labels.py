"""The labels by which pods and objects belong to a dag run.

Values are cut and hashed as Airflow does, so that pods of all producers meet: a worker pod
has the raw ids as annotations, an operator's pod has the labels alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from hashlib import md5

from hub.adapter import Pod, labelled

WORKER, OPERATOR = "kubernetes_executor", "kubernetes_pod_operator"
"""What marks the pod that runs a task, and a pod that a task made (KubernetesPodOperator and those of
KubernetesJobOperator). `tier=airflow` and `airflow_version` mark Airflow's own servers as well."""

IDS = ("dag_id", "run_id")
LONGEST = 63
OUTSIDE = re.compile(r"^[^a-z0-9A-Z]*|[^a-zA-Z0-9_\-\.]|[^a-z0-9A-Z]*$")


@lru_cache(maxsize=65536)
def safe(text: str) -> str:
    """A label value as Airflow makes it: what is not allowed goes, and whatever was changed gets a hash.

    Source: `make_safe_label_value` (provider cncf.kubernetes 10.25, ``pod_generator.py``).
    """
    kept = OUTSIDE.sub("", text)
    if len(kept) <= LONGEST and kept == text:
        return text
    mark = md5(text.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest()[:9]
    return f"{kept[: LONGEST - len(mark) - 1]}-{mark}"


def of_pod(labels: Mapping[str, str], annotations: Mapping[str, str]) -> Mapping[str, str]:
    """The ids to go by, where a pod has a mark.

    `executor_config` may put other labels on a worker; its annotations stay true.
    """
    if WORKER in labels:
        return of_object({**labels, **annotations}, {})
    return of_object(labels, {}) if OPERATOR in labels else {}


def of_object(labels: Mapping[str, str], _: Mapping[str, str]) -> Mapping[str, str]:
    return {name: safe(labels.get(name) or "") for name in IDS}


def own(pod: Pod, name: str, default: str = "") -> str:
    """What a pod says of its task: a worker by annotation first, another by label."""
    raw = pod.annotation(name) if WORKER in pod.labels else ""
    return raw or pod.label(name, default)


CLAIMS = (
    labelled(*IDS, told=of_pod, across=True),
    labelled(
        *IDS,
        via=("spec.template.metadata.labels", "spec.driver.labels"),
        told=of_object,
        across=True,
        pods=False,
    ),
)
"""One run may use several namespaces (``pod_override``, an operator's ``namespace``), so it is joined across
them. What tasks submit is found by the labels it gives to its pods (KubernetesJobOperator) or to its driver
(SparkKubernetesOperator), or by its own where the DAG's author wrote them there."""
