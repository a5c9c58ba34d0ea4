"""The only place that talks to Kubernetes.

`kubeconfig`, `credentials` and `session` reach an API server; `discovery` says
which of the claimed kinds it has. `reflector` follows one kind in one namespace,
`follow` all of them, into a sink that the caller gives; `snapshot` reads once.
`effects` is the only writer. `objects`, `logs` and `record` read what a view
needs beside the board; `recording` reads what was saved.

Nothing here knows a framework, decides a phase or formats for people. What goes
wrong leaves as a `hub.errors.HubError` with one line for the user. The heavy
imports (aiohttp, the official client) happen where they are needed, so that
importing this package costs nothing.
"""
