"""The verbs a face may call, over a live cluster or over recorded objects.

It joins the pure core to the cluster side and decides nothing of its own: what a
workload is comes from the board, what an action means from its adapter. `Hub`
holds what is seen; each other module is a few verbs that take a `Hub`: `acting`
changes the cluster, `asking` answers what is not on the board.
"""

from .hub import Hub

__all__ = ["Hub"]
