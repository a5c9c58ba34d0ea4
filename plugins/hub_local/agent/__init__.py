"""The node agent: a small kubelet that runs pods as local processes.

What belongs here is what a kubelet, a service proxy and a cluster DNS do for the nodes of one local
cluster: nodes and their heartbeats, pods and their containers, volumes, probes, addresses, logs and exec.
What must not: starting the control plane or the namespace around it (that is ``hub_local``'s own), and
anything about one framework. Every fact about a kubelet's behaviour is taken from the Kubernetes
documentation for 1.37.
"""
