"""The real operators of the frameworks, as processes of the local cluster.

What belongs here: how an operator is built, what of its module is applied, how it
is started and waited for (`launch` and the files it uses), and the table of those
that are known to work (`table`, with one file of data per framework in `known`).
`modules/NAME/go.mod` pins what is built, `files` are the few scripts and settings
that upstream's container image or Helm chart would have, `samples` are small
manifests that were seen to finish.

What must not: anything that stands in for a controller. Where upstream's own cannot
be built or run, it is not in the table, and `docs/local-operators.md` says why.
"""

from hub_local.operators.launch import start
from hub_local.operators.table import BUNDLES, OPERATORS

__all__ = ["BUNDLES", "OPERATORS", "start"]
