"""`HubSubmitOperator`: a task that submits work of any framework, and ends as the work does.

DAGs import this in Airflow's own processes. Not an adapter's module: it does I/O. Written for Airflow 3
(`airflow.sdk`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from json import dumps
from typing import Any

from airflow.sdk import BaseOperator
from airflow.sdk.exceptions import AirflowException

from hub.errors import HubError
from hub.faces.native import Followed, Refused, flags, form


class HubSubmitOperator(BaseOperator):  # type: ignore[misc]
    """Submit a form (``hub submit NAME``) or a manifest, print its log, and wait for its end.

    ``fields`` are the form's, by name; ``namespace`` and ``context`` may stand among them. A manifest is an
    object, or several. The task fails with what the hub says of the work. Where it is killed, the work is
    deleted. What it gives on (XCom) is the key of the row.
    """

    template_fields: Sequence[str] = ("form", "fields", "manifest")
    template_fields_renderers = {"fields": "json", "manifest": "json"}
    ui_color = "#dbe7f5"

    def __init__(
        self,
        *,
        form: str = "",
        fields: Mapping[str, Any] | None = None,
        manifest: Mapping[str, Any] | Sequence[Mapping[str, Any]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        if bool(form) == bool(manifest):
            raise ValueError("give HubSubmitOperator either the name of a form or a manifest")
        self.form, self.fields, self.manifest = form, dict(fields or {}), manifest
        self._work: Followed | None = None

    def execute(self, context: Any) -> str:
        try:
            self._work = Followed(self._words(), self._objects())
        except (Refused, HubError) as error:
            raise AirflowException(str(error)) from None
        for line in self._work.lines():
            self.log.info("%s", line)
        if not self._work.done():
            raise AirflowException(self._work.told)
        return next(iter(self._work.rows))

    def on_kill(self) -> None:
        if self._work is not None:
            self.log.info("%s", self._work.delete())

    def _words(self) -> list[str]:
        said = {**self.fields, "follow": True}
        return form(self.form, said) if self.form else ["-f", "-", *flags(said)]

    def _objects(self) -> str:
        if not self.manifest:
            return ""
        every = [self.manifest] if isinstance(self.manifest, Mapping) else list(self.manifest)
        return dumps({"apiVersion": "v1", "kind": "List", "items": every})
