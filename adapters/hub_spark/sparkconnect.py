"""`sparkoperator.k8s.io` SparkConnect: a server that clients send their work to, and its executors."""

from __future__ import annotations

from collections.abc import Iterator

from hub.adapter import Adapter, Cannot, Connection, Family, Obj, Phase, Pod, PodSet, Status, owned

from . import conf as spark
from .pods import one, role, workers

WORDS: dict[str, Phase | None] = {
    "Provisioning": None,
    "Ready": None,
    "NotReady": None,
    "Failed": Phase.FAILED,
    "ServerPodReady": None,
}
"""SparkConnectState and SparkConnectConditionType (spark-operator 2.5.1, sparkconnect_types.go).

Only Ready and NotReady are ever written, and both repeat what the server pod says."""

FIELDS = {
    "server.cores": "spark.driver.cores",
    "server.memory": "spark.driver.memory",
    "executor.cores": "spark.executor.cores",
    "executor.memory": "spark.executor.memory",
    "executor.instances": "spark.executor.instances",
    "dynamicAllocation.enabled": "spark.dynamicAllocation.enabled",
    "dynamicAllocation.initialExecutors": "spark.dynamicAllocation.initialExecutors",
    "dynamicAllocation.minExecutors": "spark.dynamicAllocation.minExecutors",
    "dynamicAllocation.maxExecutors": "spark.dynamicAllocation.maxExecutors",
}


def status(family: Family) -> Status:
    root = family.root
    word, failure = root.text("status.state"), root.condition("ServerPodReady")
    return Status(
        phase=WORDS.get(word),
        word=word,
        message=failure.text("message") if word == "Failed" else "",
        evidence=(f"SparkConnect.status.state={word}",) if word else (),
    )


def conf(spec: Obj) -> spark.Conf:
    return {**spark.properties(spec), **spark.given(spec, FIELDS)}


def sets(family: Family) -> Iterator[PodSet]:
    """The operator writes the server pod itself: what its template asks for counts, Spark adds nothing."""
    spec = family.root.at("spec")
    if not spec:
        return
    yield PodSet(role="server", desired=1, requests=one("driver", spec.at("server.template.spec"), {}))
    executor = spec.at("executor.template.spec")
    yield from workers(family, conf(spec), foreign=False, executor=executor, after="server")  # in client mode


def server(pod: Pod) -> str:
    return "server" if pod.label("spark-role") == "connect-server" else role(pod)


def connections(family: Family) -> Iterator[Connection]:
    root = family.root
    service = root.text("status.server.serviceName") or f"{root.name}-server"
    url = f"sc://{service}.{root.namespace}.svc:15002"
    yield Connection(name="connect", port=15002, service=service, url=url)
    yield Connection(name="ui", port=4040, service=service)


SPARKCONNECT = Adapter(
    name="sparkconnect",
    claims=(owned("sparkoperator.k8s.io/SparkConnect"),),
    category="build",
    words=WORDS,
    status=status,
    pod_sets=sets,
    role=server,
    elastic=lambda family: spark.dynamic(conf(family.root.at("spec"))),
    connections=connections,
    stop=Cannot("a Spark Connect server keeps its sessions in memory and has no pause; delete it"),
    run=Cannot("a Spark Connect server cannot be stopped, so there is nothing to resume"),
    restart=Cannot("the operator makes its server pod once; delete it and create it again"),
    scale=Cannot("the number of executors is set when its server starts"),
)
