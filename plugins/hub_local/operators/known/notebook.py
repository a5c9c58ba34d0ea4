"""Kubeflow's notebook controller: Notebook, which it makes a StatefulSet and a Service of."""

from hub_local.operators.records import Operator, Program

NOTEBOOK = Operator(
    name="notebook",
    title="Kubeflow notebook controller",
    module="github.com/kubeflow/kubeflow/components/notebook-controller",
    manifests=("config/crd",),
    programs=(
        Program(
            "notebook-controller",
            ("notebook-controller", "--metrics-addr=:{metrics}", "--probe-addr=:{health}"),
        ),
    ),
)
