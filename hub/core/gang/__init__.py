"""Gangs, purely: which pods of a workload start together, who tells a scheduler, and why they wait.

`planning` makes a plan of a workload, `wishes` reads what its user says by annotations, `choosing` finds the
backend, `linking` and `objects` say what pods carry and what is made before them, `state` reads from the pods
how far they are. Nothing here writes to a cluster, and no scheduler is known by name.
"""
