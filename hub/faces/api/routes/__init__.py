"""The paths of the API, a module for each sort of question.

Lists, one workload, its logs, actions, the stream of changes, and what there is besides. A route reads
its parameters, asks `hub.service`, and hands the answer on; it decides nothing.
"""
