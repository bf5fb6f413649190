"""Alembic's entry: migrates over the connection that ``Warehouse.upgrade`` hands in."""

from alembic import context

from wardreport.warehouse.schema.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
