"""Settings: who wins, what is refused, and where each value came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.errors import Usage
from hub.settings import NAMES, Server, Settings, load


def folders(tmp_path: Path, **files: str) -> tuple[Path, ...]:
    """A folder for each name, in order, with its hub.toml."""
    for name, text in files.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "hub.toml").write_text(text)
    return tuple(tmp_path / name for name in files)


def test_flags_win_then_environment_then_files_then_defaults(tmp_path: Path) -> None:
    where = folders(
        tmp_path,
        here='context = "file"\nnamespaces = ["f"]\nkubeconfig = "here"',
        user='kubeconfig = "user"\nimage-grace = 60',
    )
    settings = load(
        {"context": "flag", "verbose": None}, {"HUB_CONTEXT": "env", "HUB_NAMESPACES": "a, b"}, where
    )
    assert settings == Settings(context="flag", namespaces=("a", "b"), kubeconfig="here", image_grace=60.0)
    assert settings.origins == {
        "context": "flag",
        "namespaces": "HUB_NAMESPACES",
        "kubeconfig": str(tmp_path / "here/hub.toml"),
        "image_grace": str(tmp_path / "user/hub.toml"),
        **dict.fromkeys(NAMES.keys() - {"context", "namespaces", "kubeconfig", "image_grace"}, "default"),
    }


def test_without_any_source_all_is_default() -> None:
    assert load({}, {}, ()) == Settings()
    assert set(load({}, {}, ()).origins) == set(NAMES)


@pytest.mark.parametrize(
    ("text", "value"), [("1", True), ("true", True), ("YES", True), ("0", False), ("", False)]
)
def test_switches_from_the_environment(text: str, value: bool) -> None:
    assert load({}, {"HUB_ALL_NAMESPACES": text}, ()).all_namespaces is value


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"HUB_CONTXT": "x"}, "HUB_CONTXT: there is no setting 'contxt' (did you mean 'context'?)"),
        ({"HUB_VERBOSE": "maybe"}, "HUB_VERBOSE: verbose is 'maybe', which is no true or false"),
        (
            {"HUB_IMAGE_GRACE": "soon"},
            "HUB_IMAGE_GRACE: image_grace is 'soon', which is no number of seconds",
        ),
        ({"HUB_IMAGE_GRACE": "-1"}, "no number of seconds"),
        ({"HUB_IMAGE_GRACE": "nan"}, "no number of seconds"),
    ],
)
def test_wrong_environment(environ: dict[str, str], says: str) -> None:
    with pytest.raises(Usage) as caught:
        load({}, environ, ())
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("kubeconfg = 'x'", "there is no setting 'kubeconfg' (did you mean 'kubeconfig'?)"),
        ("context = 5", "context is 5, which is no text"),
        ("namespaces = [1]", "namespaces is [1], which is no list of names"),
        ("verbose = 1", "verbose is 1, which is no true or false"),
        ("image_grace = true", "which is no number of seconds"),
        ("context = ", "is no TOML"),
    ],
)
def test_wrong_file(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Usage) as caught:
        load({}, {}, folders(tmp_path, here=text))
    assert says in str(caught.value)
    assert str(tmp_path / "here/hub.toml") in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "HUB_SERVICE_HOST",
        "HUB_PORT",
        "HUB_PORT_8080_TCP_ADDR",
        "HUB_PAGE_SERVICE_PORT_HTTP",
        "HUB_LOCAL_STATE",
    ],
)
def test_variables_of_others_are_left_alone(name: str) -> None:
    """The kubelet sets such variables beside any Service named hub; a hub in that pod must start."""
    assert load({}, {name: "tcp://10.0.0.1:80"}, ()) == Settings()


def test_servers_are_named_by_the_first_word(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text('airflow_url = "http://a"\n')
    found = load({}, {"HUB_AIRFLOW_TOKEN": "t", "HUB_MLFLOW_URL": "http://m"}, (tmp_path,)).servers
    assert found["airflow"] == Server("http://a", token="t")
    assert found["mlflow"].url == "http://m"
    assert "t" not in repr(found["airflow"]).removeprefix("Server(http://a)")


def test_a_servers_setting_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "hub.toml").write_text("airflow_url = 3\n")
    with pytest.raises(Usage, match="airflow_url is 3, which is no text"):
        load({}, {}, (tmp_path,))
