"""The tables beside that of workloads: one module for each sort of record, with its columns.

What belongs here: a row's shape, its columns for people, its plain values for programs. What
must not: asking for the records, which the verb of the same name does. These stand apart from
the verbs because they need the model, and the list of all verbs must not wait for that.
"""
