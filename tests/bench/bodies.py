"""List responses like a real API server's: Ray workers, Job pods, Deployments, about 5 kB a pod.

The bodies have what real pods carry: managed fields, projected token volumes,
tolerations, probes, conditions. They are generated, so that a bench can have 100,000.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

START = "2026-11-01T10:00:00Z"


def fields(manager: str) -> dict[str, Any]:
    """Managed fields of the size that server-side apply and the kubelet leave."""
    keys = [f'k:{{"name":"port-{i}"}}' for i in range(12)]
    inner = {key: {".": {}, "f:containerPort": {}, "f:name": {}, "f:protocol": {}} for key in keys}
    tree = {"f:metadata": {"f:labels": {".": {}, "f:app": {}}}, "f:spec": {"f:containers": inner}}
    return {
        "manager": manager,
        "operation": "Update",
        "apiVersion": "v1",
        "time": START,
        "fieldsType": "FieldsV1",
        "fieldsV1": tree,
    }


def container() -> dict[str, Any]:
    """The one container of a worker."""
    mounts = [
        {"name": "shared-mem", "mountPath": "/dev/shm"},
        {
            "name": "kube-api-access",
            "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
            "readOnly": True,
        },
    ]
    env = [{"name": f"RAY_SETTING_{i}", "value": f"value-of-setting-{i}"} for i in range(12)]
    resources = {
        "requests": {"cpu": "2", "memory": "4Gi", "nvidia.com/gpu": "1"},
        "limits": {"nvidia.com/gpu": "1"},
    }
    return {
        "name": "worker",
        "image": "example.org/team/train:2026.11",
        "command": ["/bin/bash", "-c", "--"],
        "args": ["ulimit -n 65536; ray start --address=head:6379 --block --num-cpus=2 --num-gpus=1"],
        "env": env,
        "resources": resources,
        "volumeMounts": mounts,
        "terminationMessagePath": "/dev/termination-log",
        "imagePullPolicy": "IfNotPresent",
        "livenessProbe": {
            "exec": {"command": ["bash", "-c", "health"]},
            "periodSeconds": 5,
            "timeoutSeconds": 2,
        },
    }


def status(version: int, ready: bool) -> dict[str, Any]:
    """Running, ready or not."""
    word = "True" if ready else "False"
    kinds = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    conditions = [
        {"type": k, "status": word, "lastProbeTime": None, "lastTransitionTime": START} for k in kinds
    ]
    return {
        "phase": "Running",
        "conditions": conditions,
        "hostIP": "10.0.0.1",
        "podIP": f"10.244.{version // 250 % 250}.{version % 250}",
        "startTime": START,
        "containerStatuses": [
            {
                "name": "worker",
                "state": {"running": {"startedAt": START}},
                "lastState": {},
                "ready": ready,
                "restartCount": 0,
                "image": "example.org/team/train:2026.11",
                "imageID": "example.org/team/train@sha256:" + "0" * 64,
                "containerID": f"containerd://{version:064x}",
                "started": True,
            }
        ],
        "qosClass": "Burstable",
    }


def pod(
    owner: dict[str, Any], labels: dict[str, str], index: int, version: int, ready: bool = True
) -> dict[str, Any]:
    """One pod of about 5 kB."""
    name = f"{owner['name']}-{labels.get('role', 'worker')}-{index:05d}"
    uid = f"00000000-0000-4000-8000-{version:012d}"
    return {
        "metadata": {
            "name": name,
            "namespace": owner["namespace"],
            "uid": uid,
            "resourceVersion": str(version),
            "creationTimestamp": START,
            "labels": {**labels, "index": str(index)},
            "annotations": {"example.org/config-hash": f"{version:064x}"},
            "ownerReferences": [
                {
                    "apiVersion": owner["apiVersion"],
                    "kind": owner["kind"],
                    "name": owner["name"],
                    "uid": owner["uid"],
                    "controller": True,
                    "blockOwnerDeletion": True,
                }
            ],
            "managedFields": [fields("controller"), fields("kubelet")],
        },
        "spec": {
            "volumes": [{"name": "shared-mem", "emptyDir": {"medium": "Memory", "sizeLimit": "4Gi"}}],
            "containers": [container()],
            "restartPolicy": "Always",
            "nodeName": f"node-{version % 400}",
            "schedulerName": "default-scheduler",
            "serviceAccountName": "default",
            "tolerations": [{"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}],
            "priority": 0,
            "enableServiceLinks": True,
        },
        "status": status(version, ready),
    }


def roots(workloads: int) -> Iterator[dict[str, Any]]:
    """Roots: Jobs, RayClusters and ReplicaSets in turn, with the metadata their pods refer to."""
    for number in range(workloads):
        kind, version = [("RayCluster", "ray.io/v1"), ("Job", "batch/v1"), ("Deployment", "apps/v1")][
            number % 3
        ]
        yield {
            "apiVersion": version,
            "kind": kind,
            "name": f"work-{number:05d}",
            "namespace": f"team-{number % 20}",
            "uid": f"10000000-0000-4000-8000-{number:012d}",
        }


SIZES = (1, 2, 4, 8, 10, 10, 15, 30)
"""Pods of a workload, in turn: 10 on average, as mixed as real clusters are."""


def manifests(root: dict[str, Any], size: int) -> dict[str, Any]:
    """The root object itself."""
    template = {"spec": {"containers": [{"name": "worker", "image": "example.org/team/train:2026.11"}]}}
    specs: dict[str, Any] = {
        "RayCluster": {
            "headGroupSpec": {"template": template},
            "workerGroupSpecs": [
                {
                    "groupName": "workergroup",
                    "replicas": size - 1,
                    "minReplicas": size - 1,
                    "template": template,
                }
            ],
        },
        "Job": {"parallelism": size, "completions": size, "completionMode": "Indexed", "template": template},
        "Deployment": {
            "replicas": size,
            "selector": {"matchLabels": {"app": root["name"]}},
            "template": template,
        },
    }
    metadata = {k: root[k] for k in ("name", "namespace", "uid")}
    metadata |= {"resourceVersion": "1", "creationTimestamp": START, "managedFields": [fields("kubectl")]}
    status = {"state": "ready"} if root["kind"] == "RayCluster" else {"active": size, "ready": size}
    return {
        "apiVersion": root["apiVersion"],
        "kind": root["kind"],
        "metadata": metadata,
        "spec": specs[root["kind"]],
        "status": status,
    }


def cluster(pods: int) -> tuple[dict[str, list[bytes]], list[list[bytes]]]:
    """List pages: roots by kind, and pods; about ten pods a workload."""
    made: dict[str, list[bytes]] = {}
    bodies: list[bytes] = []
    for number, root in enumerate(roots(pods)):
        size = min(SIZES[number % len(SIZES)], pods - len(bodies))
        if size <= 0:
            break
        made.setdefault(root["kind"], []).append(json.dumps(manifests(root, size)).encode())
        for index in range(size):
            role = "worker" if index else "head"
            labels = {"app": root["name"], "ray.io/cluster": root["name"], "role": role}
            labels |= {"ray.io/node-type": role, "ray.io/group": f"{role}group"}
            bodies.append(json.dumps(pod(root, labels, index, len(bodies) + 1)).encode())
    return made, [bodies[i : i + 500] for i in range(0, len(bodies), 500)]


def listing(kind: str, version: str, items: list[bytes]) -> bytes:
    """One list response."""
    head = json.dumps({"apiVersion": version, "kind": f"{kind}List", "metadata": {"resourceVersion": "9"}})
    return head[:-1].encode() + b', "items": [' + b",".join(items) + b"]}"
