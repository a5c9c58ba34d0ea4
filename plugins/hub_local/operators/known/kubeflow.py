"""Kubeflow's job controllers: training-operator (v1), JobSet and Trainer (v2), MPI operator."""

from hub_local.operators.records import Image, Operator, Program, Serving

# controller-runtime's flags, the same in most operators.
MANAGER = ("--metrics-bind-address=:{metrics}", "--health-probe-bind-address=:{health}")
# The rotation of both looks for certificates there and nowhere else (their cert.go);
# their webhook server takes the folder below TMPDIR (controller-runtime): so both are one.
FIXED_TMPDIR = {"TMPDIR": "/tmp"}
FIXED_CERTIFICATES = {"/tmp/k8s-webhook-server/serving-certs": "{own}/certs"}

TRAINING = Operator(
    name="training",
    title="Kubeflow training-operator",
    module="github.com/kubeflow/training-operator",
    manifests=("manifests/overlays/standalone",),
    # The MPI operator's CRD has the same name and the newer version; this one's MPIJob v1 is left out.
    without=("mpijobs.kubeflow.org", "training-operator-webhook-cert"),
    serving=Serving(
        names=("training-operator.kubeflow.svc",),
        secret="kubeflow/training-operator-webhook-cert",
        authority="training-operator-ca",
    ),
    programs=(
        Program(
            "training-operator",
            (
                "training-operator.v1",
                *MANAGER,
                "--webhook-server-port={webhook}",
                *(
                    f"--enable-scheme={kind}"
                    for kind in ("PyTorchJob", "TFJob", "XGBoostJob", "PaddleJob", "JAXJob")
                ),
            ),
            env=FIXED_TMPDIR,
            mounts=FIXED_CERTIFICATES,
            ready="{webhook}",
        ),
    ),
    # PyTorchJob's workers begin with this image, in which `nslookup` waits for the master's name.
    images=(Image("alpine:*", path=("{files}/shims",), share=("{files}",), entrypoint=("sh",)),),
)

JOBSET = Operator(
    name="jobset",
    title="JobSet",
    module="sigs.k8s.io/jobset",
    manifests=("config/default",),
    serving=Serving(names=("jobset-webhook-service.jobset-system.svc",)),
    programs=(
        Program(
            "jobset",
            ("jobset", "--config={own}/jobset.yaml", "--leader-elect=false", *MANAGER),
            ready="{webhook}",
        ),
    ),
    config=("jobset.yaml",),
)

TRAINER = Operator(
    name="trainer",
    title="Kubeflow Trainer",
    module="github.com/kubeflow/trainer/v2",
    needs=("jobset",),
    manifests=(
        "manifests/overlays/manager/namespace.yaml",
        "manifests/base/crds",
        "manifests/base/webhook",
        "manifests/base/runtimes",
    ),
    serving=Serving(
        names=("kubeflow-trainer-controller-manager.kubeflow-system.svc",),
        secret="kubeflow-system/kubeflow-trainer-webhook-cert",
        authority="kubeflow-trainer-ca",
    ),
    programs=(
        Program(
            "trainer",
            ("trainer-controller-manager", "--config={own}/trainer.yaml"),
            env=FIXED_TMPDIR,
            mounts=FIXED_CERTIFICATES,
            ready="{webhook}",
        ),
    ),
    config=("trainer.yaml",),
)

MPI = Operator(
    name="mpi",
    title="Kubeflow MPI operator",
    module="github.com/kubeflow/mpi-operator",
    manifests=("manifests/overlays/standalone",),
    programs=(
        Program(
            "mpi-operator",
            ("mpi-operator", "-alsologtostderr", "--kubeConfig={kubeconfig}", "--monitoring-port={metrics}"),
            ready="{metrics}",
        ),
    ),
)
