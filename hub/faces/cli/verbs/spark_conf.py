"""``hub spark-conf``: the options by which plain ``spark-submit`` meets the cluster, and the hub its pods."""

from __future__ import annotations

from typing import Annotated

import typer

from hub.faces.cli.asked import Asked, verb

Account = Annotated[str, typer.Option("--service-account", metavar="NAME", help="The driver's.")]
Image = Annotated[str, typer.Option("--image", metavar="IMAGE", help="The image of driver and executors.")]
Queue = Annotated[str, typer.Option("--queue", metavar="NAME", help="The queue it is counted in.")]
Label = Annotated[
    list[str] | None,
    typer.Option("--label", metavar="NAME=VALUE", help="Label of its pods; may be repeated."),
]


@verb
def spark_conf(
    asked: Asked, service_account: Account = "", image: Image = "", queue: Queue = "", label: Label = None
) -> int:
    """Print the --conf lines for plain spark-submit.

    \b
      spark-submit $(hub spark-conf -n team-a --queue night --service-account spark) \\
        --deploy-mode cluster local:///app/train.py
    """
    from hub.faces.cli import properties

    return properties.spark(asked, label or (), account=service_account, image=image, queue=queue)
