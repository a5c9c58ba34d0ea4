"""A container's environment and command line."""

from __future__ import annotations

from typing import Any

import pytest
from hub_local.agent.env import Data, Sources, command_line, environment, references, service_variables
from hub_local.agent.fields import ConfigMissing, Place
from hub_local.agent.images import Image

from .made import pod

PLACE = Place("10.244.1.5", "10.244.0.1", {"cpu": "8", "memory": "16Gi"})
OBJECTS: dict[tuple[str, str], Data] = {
    ("configMap", "settings"): {"mode": b"fast", "not a name": b"x"},
    ("secret", "login"): {"password": b"s3cret"},
}
SERVICE = {"metadata": {"name": "my-db", "namespace": "team"},
           "spec": {"clusterIP": "10.96.0.7", "ports": [{"port": 5432, "name": "pg-sql"}]}}  # fmt: skip


def env_of(container: dict[str, Any], image: Image | None = None, **spec: Any) -> dict[str, str]:
    container = {"name": "main", **container}
    sources = Sources(pod([container], **spec), PLACE, lambda *ref: OBJECTS.get(ref), [SERVICE])
    return environment(container, image or Image(), sources)


def one(value: dict[str, Any], **container: Any) -> str | None:
    return env_of({"env": [{"name": "X", **value}], **container}).get("X")


RESOURCES = {"limits": {"memory": "256Mi"}, "requests": {"cpu": "250m"}}


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ({"fieldRef": {"fieldPath": "metadata.name"}}, "web-0"),
        ({"fieldRef": {"fieldPath": "metadata.labels['app']"}}, "web"),
        ({"fieldRef": {"fieldPath": "metadata.annotations"}}, 'note="say \\"hi\\""'),
        ({"fieldRef": {"fieldPath": "status.podIP"}}, "10.244.1.5"),
        ({"fieldRef": {"fieldPath": "spec.nodeName"}}, "node-1"),
        ({"resourceFieldRef": {"resource": "limits.memory", "divisor": "1Mi"}}, "256"),
        ({"resourceFieldRef": {"resource": "requests.cpu"}}, "1"),
        ({"resourceFieldRef": {"resource": "requests.cpu", "divisor": "1m"}}, "250"),
        ({"resourceFieldRef": {"resource": "limits.cpu"}}, "8"),
        ({"resourceFieldRef": {"resource": "requests.memory"}}, "0"),
        ({"secretKeyRef": {"name": "login", "key": "password"}}, "s3cret"),
        ({"configMapKeyRef": {"name": "settings", "key": "mode"}}, "fast"),
        ({"configMapKeyRef": {"name": "settings", "key": "none", "optional": True}}, None),
        ({"configMapKeyRef": {"name": "none", "key": "none", "optional": True}}, None),
    ],
)
def test_values_from_elsewhere(source: dict[str, Any], value: str | None) -> None:
    assert one({"valueFrom": source}, resources=RESOURCES) == value


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ({"secretKeyRef": {"name": "none", "key": "k"}}, 'secret "none" not found'),
        ({"secretKeyRef": {"name": "login", "key": "k"}}, "couldn't find key k in Secret team/login"),
        ({"configMapKeyRef": {"name": "settings", "key": "k"}}, "key k in ConfigMap team/settings"),
        ({"fieldRef": {"fieldPath": "spec.colour"}}, "spec.colour"),
        ({"fileKeyRef": {}}, "fileKeyRef is not supported"),
    ],
)
def test_what_is_missing_is_named(source: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigMissing, match=said):
        one({"valueFrom": source})


def test_later_overrides_earlier_and_may_refer_to_it() -> None:
    container = {
        "envFrom": [{"configMapRef": {"name": "settings"}, "prefix": "P_"}, {"secretRef": {"name": "login"}}],
        "env": [{"name": "mode", "value": "$(P_mode)/$(late)/$(password)"}, {"name": "late", "value": "1"}],
    }
    seen = env_of(container, Image(path=("/opt/ray/bin",), env={"password": "image"}))
    assert seen["mode"] == "fast/$(late)/s3cret"
    assert seen["PATH"].startswith("/opt/ray/bin:/usr/")
    assert "P_not a name" not in seen


def test_a_source_of_all_variables_that_is_not_there() -> None:
    with pytest.raises(ConfigMissing, match='configmap "none" not found'):
        env_of({"envFrom": [{"configMapRef": {"name": "none"}}]})
    env_of({"envFrom": [{"configMapRef": {"name": "none", "optional": True}}]})


def test_services_of_the_same_namespace() -> None:
    expected = {
        "MY_DB_SERVICE_HOST": "10.96.0.7", "MY_DB_SERVICE_PORT": "5432", "MY_DB_SERVICE_PORT_PG_SQL": "5432",
        "MY_DB_PORT": "tcp://10.96.0.7:5432", "MY_DB_PORT_5432_TCP": "tcp://10.96.0.7:5432",
        "MY_DB_PORT_5432_TCP_PROTO": "tcp", "MY_DB_PORT_5432_TCP_PORT": "5432",
        "MY_DB_PORT_5432_TCP_ADDR": "10.96.0.7",
    }  # fmt: skip
    assert service_variables(SERVICE) == expected
    assert env_of({}).items() >= expected.items()
    assert "MY_DB_PORT" not in env_of({}, enableServiceLinks=False)
    assert service_variables({**SERVICE, "spec": {"clusterIP": "None", "ports": [{"port": 1}]}}) == {}


def test_which_objects_will_be_needed() -> None:
    container = {
        "envFrom": [{"secretRef": {"name": "login"}}],
        "env": [{"name": "a", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "k"}}},
                {"name": "b", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}],
    }  # fmt: skip
    assert references([container]) == {("secret", "login"), ("configMap", "settings")}


@pytest.mark.parametrize(
    ("container", "words"),
    [
        ({}, ["serve", "--all"]),
        ({"args": ["$(A)"]}, ["serve", "1"]),
        ({"command": ["sh"]}, ["sh"]),
        ({"command": ["sh"], "args": ["-c", "$(A)"]}, ["sh", "-c", "1"]),
    ],
)
def test_command_lines(container: dict[str, Any], words: list[str]) -> None:
    image = Image(entrypoint=("serve",), cmd=("--all",))
    assert command_line(container, image, {"A": "1"}) == words
