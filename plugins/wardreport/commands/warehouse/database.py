"""``wardreport db``: the warehouse's schema."""

from __future__ import annotations

import typer

from wardreport.commands.options import WarehouseUrl, warehouse_at


def upgrade(warehouse: WarehouseUrl = None) -> None:
    """Bring the schema to the newest revision."""
    typer.echo(f"schema at {warehouse_at(warehouse).upgrade()}")


def check_schema(warehouse: WarehouseUrl = None) -> None:
    """Compare the database with what the code needs."""
    differences = warehouse_at(warehouse).check()
    for difference in differences:
        typer.echo(difference)
    if differences:
        raise typer.Exit(1)
    typer.echo("schema as the code needs it")
