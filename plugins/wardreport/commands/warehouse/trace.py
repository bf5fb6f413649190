"""``wardreport trace``: the cells that a released figure was made of."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson, WarehouseUrl, warehouse_at


def trace(
    release: Annotated[
        str, typer.Argument(metavar="RELEASE", help="2024-S1 (the newest), 2024-S1/draft, 2024-S1/r01 or a number.")
    ],
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="As fac_total.")],
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show the cells that a released figure was made of. What it prints is not for publication."""
    from wardreport.warehouse.reading.history import cells_behind, find_release

    with warehouse_at(warehouse).open().reading() as connection:
        found = find_release(connection, release)
        cells = cells_behind(connection, found.release_id, indicator)
    if as_json:
        typer.echo(simplejson.dumps(cells, ensure_ascii=False, indent=1, default=str))
        return
    typer.echo(f"release {found.release_id} ({found.kind} of {found.period}), {indicator}: {len(cells)} cells")
    for line in map(_cell, cells):
        typer.echo(line)


def _cell(cell: dict[str, Any]) -> str:
    value = _shown(cell["value"], cell["status"])
    read = _shown(cell["value_read"], cell["status_read"])
    replaced = f"  replaced by decision {cell['decision_id']}, read {read}" if cell["decision_id"] else ""
    of = "" if cell["source_indicator"] == cell["indicator"] else f"  {cell['source_indicator']}"
    return (
        f"{cell['unit_code']:<12}{value:>14}  {cell['period']}  {cell['cell'] or '':<16}{cell['sha256'][:12]}"
        f"  version {cell['version']}, load {cell['load_id']}{of}{replaced}"
    )


def _shown(value: Decimal | bool | None, status: str) -> str:
    return status if value is None else str(value)
