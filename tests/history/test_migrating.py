"""The tables: every step upward, and at the end what the code believes them to be."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from hub.history import opening
from hub.history.schema import METADATA

CONFIG = Config()
CONFIG.set_main_option("script_location", "hub:history/migrations")
REVISIONS = [each.revision for each in ScriptDirectory.from_config(CONFIG).walk_revisions()][::-1]


def test_each_version_leads_to_the_next_and_the_last_is_the_schema(url: str) -> None:
    made = opening.engine(url)
    for revision in REVISIONS:
        with made.begin() as connection:
            CONFIG.attributes["connection"] = connection
            command.upgrade(CONFIG, revision)
            assert MigrationContext.configure(connection).get_current_revision() == revision
    with made.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    made.dispose()


def test_migrating_again_changes_nothing(url: str) -> None:
    made = opening.engine(url)
    opening.migrate(made)
    opening.migrate(made)
    made.dispose()


def test_a_history_of_a_newer_hub_is_left_alone(url: str) -> None:
    made = opening.engine(url)
    opening.migrate(made)
    with made.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(opening.Trouble, match="written by a newer hub"):
        opening.migrate(made)
    made.dispose()
