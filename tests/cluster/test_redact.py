"""What a recording must not keep, wherever it stands."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from hub.cluster.redact import redacted

HIDDEN = "hunter2"
KEPT = "keepme"

CASES: list[dict[str, Any]] = [
    {"kind": "Secret", "data": {"a": HIDDEN}, "stringData": {"b": HIDDEN}, "type": KEPT},
    {"spec": {"containers": [{"env": [{"name": "A", "value": HIDDEN}, {"name": KEPT}]}]}},
    {"spec": {"initContainers": [{"env": [{"name": "MLFLOW_RUN_ID", "value": KEPT}]}]}},
    {"spec": {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": KEPT, "key": KEPT}}}]}},
    {"spec": {"driver": {"envVars": {"A": HIDDEN, "MLFLOW_RUN_ID": KEPT}}}},
    {
        "spec": {
            "sparkConf": {
                "spark.executorEnv.A": HIDDEN,
                "spark.app.name": KEPT,
                "spark.ssl.keyPassword": HIDDEN,
            }
        }
    },
    {"spec": {"sparkConf": {"spark.executorEnv.MLFLOW_RUN_ID": KEPT}}},
    {"spec": {"runtimeEnvYAML": f"env_vars:\n  A: {HIDDEN}\n", "entrypoint": KEPT}},
    {"spec": {"volumes": [{"cloudInitNoCloud": {"userData": HIDDEN}}, {"secret": {"secretName": KEPT}}]}},
    {"spec": {"args": ["--api-token", HIDDEN, KEPT]}},
    {"spec": {"args": [f"--password={HIDDEN}", KEPT, f"a --token {HIDDEN} --name {KEPT}"]}},
    {"spec": {"args": ["--conf", f"spark.kubernetes.driverEnv.A={HIDDEN}", f"spark.app.name={KEPT}"]}},
    {"spec": {"args": ["--json-string", f'{{"token":"{HIDDEN}","ti":{{"task_id": "{KEPT}"}}}}']}},
    {"spec": {"args": [f'{{"a": "{KEPT}", "db_password" : "x\\"{HIDDEN}"}}']}},
    {"spec": {"clientSecret": HIDDEN, "imagePullSecrets": [{"name": KEPT}], "secretType": KEPT}},
    {"metadata": {"managedFields": [HIDDEN], "labels": {"secret-agent": KEPT}}},
    {"metadata": {"annotations": {"kubectl.kubernetes.io/last-applied-configuration": HIDDEN, "a": KEPT}}},
]


@pytest.mark.parametrize("manifest", CASES)
def test_what_is_secret_goes_and_the_rest_stays(manifest: dict[str, Any]) -> None:
    before = msgspec.json.encode(manifest)
    after = msgspec.json.encode(redacted(manifest, ["MLFLOW_RUN_ID"]))
    assert HIDDEN.encode() not in after
    assert after.count(KEPT.encode()) == before.count(KEPT.encode())
    assert msgspec.json.encode(manifest) == before


def test_names_of_variables_stay() -> None:
    pod = {"spec": {"containers": [{"name": "main", "env": [{"name": "A", "value": "b"}]}]}}
    assert redacted(pod) == {"spec": {"containers": [{"name": "main", "env": [{"name": "A"}]}]}}


@pytest.mark.parametrize(
    "text",
    [
        "-" * 2**20,
        "a" * 2**20,
        "--a-" * 2**18 + "token",
        "token " * 2**17,
        "spark.executorEnv." * 2**15,
        '"' * 2**20,
    ],
)
def test_a_megabyte_of_anything_is_read_in_time(text: str) -> None:
    assert (
        redacted({"metadata": {"annotations": {"note/a": text}}})["metadata"]["annotations"]["note/a"] == text
    )
