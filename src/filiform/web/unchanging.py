"""Making the database itself refuse to change or delete the rows of a table."""

from collections.abc import Callable

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Step = Callable[[Apps, BaseDatabaseSchemaEditor], None]


SQLITE = """
CREATE TRIGGER {table}_no_{act} BEFORE {act} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} rows are never changed'); END
"""
POSTGRESQL_SAYS = """
CREATE FUNCTION {table}_unchanging() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{table} rows are never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_unchanging BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_unchanging()
"""


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "sqlite":
        return [SQLITE.format(table=table, act=act) for act in ("update", "delete")]
    return [POSTGRESQL_SAYS.format(table=table), POSTGRESQL.format(table=table)]


def locked(table: str) -> Step:
    """Return the migration step that locks a table against change."""

    def step(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
        for statement in _statements(schema.connection.vendor, table):
            schema.execute(statement)

    return step
