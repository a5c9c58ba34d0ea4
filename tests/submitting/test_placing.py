"""Where each field ends up: each makes a difference, and the common ones are found in the pods."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from hub.core.submitting import fields, filled
from hub.errors import Usage
from hub.model import Code, Create, Submission
from hub.service import submitting
from tests.submitting.filling import EVERY, all_of_it, form, least, made, sample

FIELDS = [(name, field.name) for name, each in EVERY.items() for field in fields(each)]
BESIDE = {
    "class": {"application": "s3a://jobs/a.jar"},
    "gpu-device": {"gpus": "1"},
}
"""What a field says only together with another."""


def objects(submission: Submission, given: dict[str, Any]) -> list[Any]:
    intents = submission.make(filled(submission, given, "x7f2k"))
    return [msgspec.to_builtins(each.manifest if isinstance(each, Create) else each) for each in intents]


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_no_field_is_ignored(name: str, field: str) -> None:
    submission = EVERY[name]
    beside = {"name": "same", **least(submission), **BESIDE.get(field, {})}
    said = next(each for each in fields(submission) if each.name == field)
    value = sample(said)
    without = {name: each for name, each in beside.items() if name != field or said.required}
    with_it = {**beside, field: value if not said.required else other(value)}
    assert objects(submission, with_it) != objects(submission, without)


def other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, str):
        return f"{value}-2"
    return Code("other.py", {"other.py": b""}) if isinstance(value, Code) else [*value, "more=1"]


def pods(manifest: Any) -> Iterator[dict[str, Any]]:
    """Every pod's specification in an object."""
    if isinstance(manifest, dict):
        if isinstance(manifest.get("containers"), list):
            yield manifest
        for each in manifest.values():
            yield from pods(each)
    elif isinstance(manifest, list):
        for each in manifest:
            yield from pods(each)


PODS = [name for name, each in EVERY.items() if any(True for _ in pods(objects(each, all_of_it(each))[0]))]


def test_these_forms_make_pods() -> None:
    wanted = {
        "kubernetes",
        "deployment",
        "ray",
        "raycluster",
        "pytorch",
        "tensorflow",
        "xgboost",
        "paddle",
        "jax",
    }
    assert wanted | {"mpi", "notebook", "seldon"} <= set(PODS)


@pytest.mark.parametrize("name", PODS)
def test_the_common_fields_are_in_every_pod(name: str) -> None:
    submission = EVERY[name]
    root = objects(submission, all_of_it(submission))[0]
    for pod in pods(root):
        main = pod["containers"][0]
        assert main["image"] == "word"
        assert {"name": "left", "value": "right"} in main["env"]
        assert {"secretRef": {"name": "first"}} in main["envFrom"]
        assert [each["mountPath"] for each in main["volumeMounts"]][:3] == ["/data", "/conf", "/keys"]
        assert main["resources"]["requests"]["cpu"] == "1500m"
        assert pod["serviceAccountName"] == pod["priorityClassName"] == "word"
        assert pod["imagePullSecrets"] == [{"name": "first"}, {"name": "second"}]
        assert pod["nodeSelector"] == {"left": "right"}
        names = {volume["name"] for volume in pod["volumes"]}
        assert names == {mount["name"] for mount in main["volumeMounts"]}
    assert root["metadata"]["annotations"]["workloadhub.dev/queue"] == "word"
    if "gang-minimum" not in submission.cannot:
        assert root["metadata"]["annotations"]["workloadhub.dev/gang-minimum"] == "3"
    assert root["metadata"]["labels"] == {"left": "right"}


def test_gpus_and_memory_are_limits_and_cpu_is_none() -> None:
    [job] = made("kubernetes", gpus="2", cpu="4", memory="8Gi", command=["true"])
    [pod] = pods(job)
    firm = {"memory": "8Gi", "nvidia.com/gpu": "2"}
    assert pod["containers"][0]["resources"] == {"requests": {"cpu": "4", **firm}, "limits": firm}


def test_code_is_mounted_with_its_folders_and_bytes_survive() -> None:
    job, code = made("kubernetes", code=sample_code(), command=["true"], name="one")
    assert code["kind"] == "ConfigMap"
    assert code["data"] == {"f1": "print(1)\n"}
    assert code["binaryData"] == {"f0": b"\xff\x00"}
    [pod] = pods(job)
    [volume] = pod["volumes"]
    items = [{"key": "f0", "path": "lib/data.bin"}, {"key": "f1", "path": "train.py"}]
    assert volume["configMap"] == {"name": code["metadata"]["name"], "items": items}
    assert pod["containers"][0]["workingDir"] == "/code"


def sample_code() -> Any:
    return next(sample(each) for each in fields(EVERY["kubernetes"]) if each.name == "code")


def test_what_belongs_to_a_submission_is_in_its_namespace_and_the_command_is_noted_without_values() -> None:
    given = {"env": ["KEY=hunter2"], "code": sample_code(), "command": ["run", "--token", "hunter2"]}
    command = ["hub", "submit", "kubernetes", "--env", "KEY=hunter2", "--", "run", "--token", "hunter2"]
    root, code = submitting.manifests(EVERY["kubernetes"], form("kubernetes", **given), "team-a", command)
    assert root["metadata"]["namespace"] == code["metadata"]["namespace"] == "team-a"
    noted = root["metadata"]["annotations"][submitting.STAMP]
    assert noted == "hub submit kubernetes --env 'KEY=…' -- run --token REMOVED"


def test_a_form_says_what_the_hub_knows_it_by() -> None:
    assert form("ray", name="one").name == "one"


def test_a_program_for_a_ray_cluster_that_is_there_is_uploaded_by_ray() -> None:
    job, code = made("ray", on="shared", code=sample_code(), command=["python", "train.py"], env=["A=b"])
    spec = job["spec"]
    assert spec["clusterSelector"] == {"ray.io/cluster": "shared"}
    assert json.loads(spec["runtimeEnvYAML"]) == {"env_vars": {"A": "b"}, "working_dir": "/code"}
    assert spec["entrypoint"] == "python train.py"
    [pod] = pods(spec["submitterPodTemplate"])
    assert pod["volumes"][0]["configMap"]["name"] == code["metadata"]["name"]


@pytest.mark.parametrize(("name", "submission"), EVERY.items())
def test_what_says_nothing_beside_another_field_is_refused(name: str, submission: Submission) -> None:
    for field, others in submission.excludes.items():
        for beside, why in others.items():
            with pytest.raises(Usage, match=f"--{beside} cannot be given with --{field}: {why}"):
                form(name, **{field: "x", beside: "x"})


def test_the_pods_of_a_ray_cluster_start_ray_and_nothing_else() -> None:
    [job] = made("ray", command=["python", "train.py"])
    assert job["spec"]["entrypoint"] == "python train.py"
    assert not any("command" in container for pod in pods(job) for container in pod["containers"])


def test_a_search_is_as_katib_names_it() -> None:
    """Names of Katib 0.19 (`experiment_types.go`), as the adapter's cases have them."""
    param = ["lr=0.01..0.1", "layers=1..5", "optimizer=adam,sgd"]
    command = ["python3", "train.py", "${trialParameters.lr}"]
    [experiment] = made("katib", metric="loss", param=param, command=command, trials="6", nodes="2")
    spec = experiment["spec"]
    template = spec.pop("trialTemplate")
    assert spec == {
        "objective": {"type": "minimize", "objectiveMetricName": "loss"},
        "algorithm": {"algorithmName": "random"},
        "parallelTrialCount": 2,
        "maxTrialCount": 6,
        "maxFailedTrialCount": 0,
        "parameters": [
            {"name": "lr", "parameterType": "double", "feasibleSpace": {"min": "0.01", "max": "0.1"}},
            {"name": "layers", "parameterType": "int", "feasibleSpace": {"min": "1", "max": "5"}},
            {"name": "optimizer", "parameterType": "categorical", "feasibleSpace": {"list": ["adam", "sgd"]}},
        ],
    }
    [main] = template["trialSpec"]["spec"]["template"]["spec"]["containers"]
    assert (main["name"], main["command"]) == (template["primaryContainerName"], command)
    assert {each["reference"] for each in template["trialParameters"]} == {"lr", "layers", "optimizer"}
