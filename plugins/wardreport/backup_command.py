"""``wardreport backup`` and ``restore``: the whole warehouse as one file, from either engine into either."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wardreport.settings import load_settings

WarehouseUrl = Annotated[str | None, typer.Option("--warehouse", metavar="URL", help="A SQLAlchemy URL.")]


def backup(
    out: Annotated[Path, typer.Option(metavar="FILE.zip", help="Where the backup goes; it must not be there yet.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Write all of the warehouse into one file, consistent while others load; it holds raw figures."""
    from wardreport.warehouse import Warehouse  # noqa: PLC0415
    from wardreport.warehouse.backup import write_backup  # noqa: PLC0415

    settings = load_settings()
    opened = Warehouse(warehouse or settings.warehouse_url, settings.sql)
    made = write_backup(opened, out, made_at=datetime.now(UTC))
    _say(f"{made.rows} rows of {len(made.tables)} tables at revision {made.revision} in {out}")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="What wardreport backup wrote.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Fill an empty database from a backup, and bring it to the newest schema."""
    from wardreport.warehouse import Warehouse  # noqa: PLC0415
    from wardreport.warehouse.restore import restore_backup  # noqa: PLC0415

    settings = load_settings()
    opened = Warehouse(warehouse or settings.warehouse_url, settings.sql)
    made = restore_backup(opened, file, settings.sql)
    _say(f"{made.rows} rows of {len(made.tables)} tables restored from {file}")


def _say(line: str) -> None:
    print(line)  # noqa: T201
