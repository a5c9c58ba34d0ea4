"""The pure heart: what was seen, what is remembered and the time, made into workloads.

`wire` and `pods` turn bytes into records, `store` keeps them and their owners,
`grouping` decides whose pod it is, `phase` decides how a workload stands,
`reading` writes one workload, and `board` does it again for whatever changed.
No module here touches the network or reads a clock: time is an argument.
"""
