"""The operators, one file per framework: data only.

What belongs here: modules, flags, manifests, images and Python packages, each
as upstream documents or ships them. What must not: code that runs anything
(that is one folder up), or a Kubernetes object written by hand where the
module ships one.
"""
