"""Plain ``spark-submit``, Spark's own: it takes what `hub spark-conf` prints, and its pods are one row."""

from __future__ import annotations

import json

import pytest
from hub_local.operators.environments import install
from hub_local.operators.known.spark import SPARK

from .user import User, run

ACCOUNT = """
apiVersion: v1
kind: ServiceAccount
metadata: {name: plain-driver}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: plain-driver}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: ServiceAccount, name: plain-driver}]
"""


@pytest.mark.e2e
def test_spark_submit_takes_what_spark_conf_prints(user: User) -> None:
    [spark] = SPARK.environments
    python = install(spark, print) / "bin"
    home = next(python.parent.glob("lib/python*/site-packages/pyspark"))
    user.kubectl("apply", "-f", "-", stdin=ACCOUNT)
    told = user.hub(
        "spark-conf", "--queue", "night", "--service-account", "plain-driver", "--label", "team=a"
    )
    own = {"spark.kubernetes.container.image": "spark:4.0.1", "spark.executor.instances": "1"}
    own |= dict.fromkeys(("spark.driver.memory", "spark.executor.memory"), "512m")
    words = told.split() + [word for name, value in own.items() for word in ("--conf", f"{name}={value}")]
    program = f"local://{home}/examples/src/main/python/pi.py"
    env = {**user.env, "SPARK_HOME": str(home), "PATH": f"{python}:{user.env['PATH']}"}
    words += ["--deploy-mode", "cluster", "--name", "plain", program, "2"]
    done = run([str(home / "bin" / "spark-submit"), *words], env)
    assert done.returncode == 0, done.stderr
    [(key, row)] = [found for found in user.rows("spark").items() if found[1]["queue"] == "night"]
    assert row["phase"] == "Completed", row["message"]
    pods = json.loads(user.kubectl("get", "pods", "-l", "team=a", "-o", "json"))["items"]
    assert {pod["metadata"]["labels"]["spark-role"] for pod in pods} >= {"driver"}
    user.hub("delete", key, "--yes", "--wait")
    user.kubectl("delete", "-f", "-", stdin=ACCOUNT)
