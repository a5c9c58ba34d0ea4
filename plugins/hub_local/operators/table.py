"""Every operator that `hub up --with` can start, and the words that mean several."""

from __future__ import annotations

from hub_local.operators.known.airflow import AIRFLOW
from hub_local.operators.known.argo import ARGO
from hub_local.operators.known.coscheduling import COSCHEDULING
from hub_local.operators.known.kserve import KSERVE
from hub_local.operators.known.kubeflow import JOBSET, MPI, TRAINER, TRAINING
from hub_local.operators.known.kueue import KUEUE
from hub_local.operators.known.lws import LWS
from hub_local.operators.known.mlflow import MLFLOW
from hub_local.operators.known.notebook import NOTEBOOK
from hub_local.operators.known.ray import RAY
from hub_local.operators.known.spark import SPARK
from hub_local.operators.known.volcano import VOLCANO
from hub_local.operators.records import Operator

OPERATORS: dict[str, Operator] = {
    each.name: each
    for each in (
        *(RAY, SPARK, TRAINING, JOBSET, TRAINER, MPI, LWS, ARGO, NOTEBOOK, KSERVE),
        *(AIRFLOW, MLFLOW, VOLCANO, COSCHEDULING, KUEUE),
    )
}

BUNDLES: dict[str, tuple[str, ...]] = {"kubeflow": ("training", "jobset", "trainer", "mpi")}
