"""Workload Hub: whatever framework made the pods, a job is one row.

Read the house from the bottom up. `hub.model` has the records that everything
speaks in. `hub.adapter` and `hub.plugin` are what authors import; `hub.hookspecs`
says how they are found and `hub.registry` holds what was found. `hub.core` turns
objects into workloads and knows neither clock nor network. `hub.cluster` is the
only place that talks to Kubernetes. `hub.service` offers the verbs, and
`hub.faces` translate them for people and programs.

Nothing is imported here, so that `import hub` costs nothing.
"""

__version__ = "0.1.0"
