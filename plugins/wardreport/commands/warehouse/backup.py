"""``wardreport backup`` and ``restore``: the whole warehouse as one file, from either engine into either."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import WarehouseUrl, turn_at, warehouse_at


def backup(
    out: Annotated[
        Path,
        typer.Option(metavar="FILE", help="Where it goes, such as var/kho-so-lieu.sqlite; it must not be there yet."),
    ],
    warehouse: WarehouseUrl = None,
) -> None:
    """Write all of the warehouse into a SQLite warehouse, consistent while others load; it holds raw figures."""
    from wardreport.warehouse.copies.backup import write_backup

    made = write_backup(warehouse_at(warehouse), out)
    typer.echo(f"{made.rows} rows of {len(made.tables)} tables at revision {made.revision} in {out}")


def restore(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What wardreport backup wrote, also the zip of earlier days.")
    ],
    warehouse: WarehouseUrl = None,
) -> None:
    """Fill an empty database from a backup, and bring it to the newest schema."""
    from wardreport.warehouse.copies.restore import restore_backup

    with turn_at(warehouse) as held:
        made = restore_backup(held, file)
    typer.echo(f"{made.rows} rows of {len(made.tables)} tables restored from {file}")
