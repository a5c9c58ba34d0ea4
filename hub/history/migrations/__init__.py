"""How the tables came to be, step by step: Alembic's environment and its versions.

Migrations run by themselves when a history is opened for writing. A version that
was released is never changed; what comes later is a new file beside it.
"""
