"""The only place that talks to Kubernetes.

`kubeconfig`, `credentials` and `way` say where an API server is and who asks;
`connection`, `dialling` and `pool` move the bytes, `session` asks with them.
`discovery` says which of the claimed kinds the server has. `reflector` follows
one kind in one namespace, `follow` all of them, into a sink that the caller
gives; `snapshot` reads once. `effects` is the only writer. `objects`, `logs` and
`record` read what a view needs beside the board; `recording` reads what was saved.

Nothing here knows a framework, decides a phase or formats for people. What goes
wrong leaves as a `hub.errors.HubError` with one line for the user. The heavy
import (the official client) happens where it is needed, so that importing this
package costs nothing.
"""
