"""What happened, kept: workloads that are gone, their transitions, events, actions, samples and logs.

Here belong the tables, their migrations, and the few questions and writes that
know SQL: SQLAlchemy Core on SQLite (a file in the user's data folder) or
PostgreSQL by URL. Beside the database stand the captured logs. Nothing here
asks a cluster, decides what a transition is (`hub.core` does) or prints.
SQLAlchemy is imported by this package's modules alone, and by nobody who only
wants to list workloads.
"""
