"""``wardreport db``: the warehouse's schema."""

from __future__ import annotations

import typer

from wardreport.commands.options import WarehouseUrl, turn_at, warehouse_at


def upgrade(warehouse: WarehouseUrl = None) -> None:
    """Bring the schema to the newest revision."""
    with turn_at(warehouse) as held:
        typer.echo(f"schema at {held.upgrade()}")


def check_schema(warehouse: WarehouseUrl = None) -> None:
    """Compare the database with what the code needs."""
    differences = warehouse_at(warehouse).check()
    for difference in differences:
        typer.echo(difference)
    if differences:
        raise typer.Exit(1)
    typer.echo("schema as the code needs it")
