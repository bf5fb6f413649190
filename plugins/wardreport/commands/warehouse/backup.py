"""``wardreport backup`` and ``restore``: the whole warehouse as one file, from either engine into either."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import WarehouseUrl, warehouse_at
from wardreport.workflow.settings import load_settings


def backup(
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="Where the backup goes; it must not be there yet.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Write all of the warehouse into one file, consistent while others load; it holds raw figures."""
    from wardreport.warehouse.copies.backup import write_backup

    made = write_backup(warehouse_at(warehouse), out, made_at=datetime.now(UTC))
    typer.echo(f"{made.rows} rows of {len(made.tables)} tables at revision {made.revision} in {out}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What wardreport backup wrote.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Fill an empty database from a backup, and bring it to the newest schema."""
    from wardreport.warehouse.copies.restore import restore_backup

    made = restore_backup(warehouse_at(warehouse), file, load_settings().sql)
    typer.echo(f"{made.rows} rows of {len(made.tables)} tables restored from {file}")
