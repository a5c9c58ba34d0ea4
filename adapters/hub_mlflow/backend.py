"""The backend ``hub`` of MLflow projects: ``mlflow run . -b hub -c conf.json``. MLflow loads this itself.

MLflow begins the run and says where the project is; `hub submit mlflow` makes the Job that carries on with it
(`mlflow/projects/backend`, 3.17). Not an adapter's module: it does I/O, in MLflow's own process.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

from hub.faces.native import Followed, Refused, form

THEIRS = {"ENV_MANAGER", "SYNCHRONOUS", "DOCKER_ARGS", "STORAGE_DIR", "build_image", "docker_auth"}
"""What MLflow adds to every configuration (`mlflow/projects/utils.py`)."""

WAIT = "wait"
"""In the configuration: wait for the end, which the command `mlflow run` does of its own backends alone."""


class Backend:
    """As MLflow calls it (`AbstractBackend`)."""

    def run(
        self,
        project_uri: str,
        entry_point: str,
        params: Mapping[str, Any],
        version: str | None,
        backend_config: Mapping[str, Any],
        tracking_uri: str,
        experiment_id: str,
    ) -> Run:
        utils = import_module("mlflow.projects.utils")
        folder = utils.fetch_and_validate_project(project_uri, version, entry_point, params)
        begun = utils.get_or_create_run(
            None, project_uri, experiment_id, folder, version, entry_point, params
        )
        run_id: str = begun.info.run_id
        told = words(folder, entry_point, params, backend_config, tracking_uri, run_id)
        try:
            run = Run(run_id, Followed(told))
        except Refused as error:
            raise _failed(run_id, str(error)) from None
        if backend_config.get(WAIT) and not run.wait():
            raise _failed(run_id, run.told)
        return run


def _failed(run_id: str, why: str) -> Exception:
    """MLflow's own error; its run has failed."""
    import_module("mlflow.tracking").MlflowClient().set_terminated(run_id, "FAILED")
    error: Exception = import_module("mlflow.exceptions").ExecutionException(why)
    return error


class Run:
    """As MLflow waits for it (`SubmittedRun`)."""

    def __init__(self, run_id: str, work: Followed) -> None:
        self.run_id, self._work = run_id, work
        print(self.told, flush=True)

    @property
    def told(self) -> str:
        """The latest that the hub says of it."""
        return self._work.told

    def wait(self) -> bool:
        for line in self._work.lines():
            print(line, flush=True)
        return self._work.done()

    def get_status(self) -> str:
        """A word of MLflow's `RunStatus`."""
        if self._work.going():
            return "RUNNING"
        return "FINISHED" if self._work.done() else "FAILED"

    def cancel(self) -> None:
        print(self._work.delete(), flush=True)


def words(
    folder: str,
    entry_point: str,
    params: Mapping[str, Any],
    conf: Mapping[str, Any],
    tracking: str,
    run_id: str,
) -> list[str]:
    """The command line: the configuration's names are the form's, ``tracking`` is MLflow's own server."""
    own = {name: value for name, value in conf.items() if name not in {*THEIRS, WAIT}}
    told = {"tracking": tracking, **own, "entry-point": entry_point, "run-id": run_id, "param": params}
    return form("mlflow", {"uri": folder, "follow": True, **told})


def backend() -> Backend:
    """The entry point."""
    return Backend()
