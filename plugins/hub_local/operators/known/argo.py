"""Argo Workflows, the engine of Kubeflow Pipelines: Workflow, CronWorkflow, WorkflowTemplate."""

from hub_local.operators.records import Image, Operator, Program

ARGO = Operator(
    name="argo",
    title="Argo Workflows",
    module="github.com/argoproj/argo-workflows/v3",
    # `minimal` is what upstream's own installation applies; the full schemas are some megabytes.
    manifests=("files/argo-settings.yaml", "manifests/base/crds/minimal"),
    # The executor needs five functions of this file, which the module has for Darwin and Windows only.
    added={"workflow/executor/osspecific/signal_linux.go": "argo-signal_linux.go"},
    programs=(
        Program(
            "argo-workflow-controller",
            (
                "workflow-controller",
                "--kubeconfig={kubeconfig}",
                "--namespace=argo",
                "--executor-image=quay.io/argoproj/argoexec:v3.7.4",
            ),
            env={"LEADER_ELECTION_DISABLE": "true"},
            ready="6060",
        ),
    ),
    # The executor is built beside the controller; its init container copies it into each pod.
    images=(
        Image("quay.io/argoproj/argoexec:*", path=("{bin}",), share=("{bin}",), entrypoint=("argoexec",)),
    ),
)
