"""``wardreport figures``, ``trace`` and ``restate``: what was known when, where a figure comes from, today's units."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson, WarehouseUrl, warehouse_at
from wardreport.domain.consolidated import Figure
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings

_MOMENTS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


def figures(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")],
    as_of: Annotated[
        datetime | None, typer.Option(metavar="TIME", formats=_MOMENTS, help="As known then, Vietnamese time.")
    ] = None,
    load: Annotated[int | None, typer.Option(metavar="NUMBER", help="As known after that load.")] = None,
    release: Annotated[str | None, typer.Option(metavar="RELEASE", help="As released: draft, r01 or a number.")] = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Print the consolidated figures of a period: now, as known at a past moment or load, or as released."""
    from wardreport.warehouse.reading.history import find_release, newest_load  # noqa: PLC0415
    from wardreport.warehouse.reading.publications import shown_in  # noqa: PLC0415
    from wardreport.workflow.deployment import deploy  # noqa: PLC0415
    from wardreport.workflow.releasing import consolidate_as_of  # noqa: PLC0415

    if sum(given is not None for given in (as_of, load, release)) > 1:
        raise ConfigurationError("give one of --as-of, --load and --release")
    cycle, deployment = Period.parse(period), deploy(load_settings().of_warehouse(warehouse))
    deployment.metadata.cycle(cycle)
    if release is not None:
        with deployment.warehouse.reading() as connection:
            found = find_release(connection, release if release.isdigit() else f"{cycle}/{release}")
            if found.period != str(cycle):
                raise ConfigurationError(f"release {release} is one of {found.period}")
            shown = shown_in(connection, found, deployment.metadata.indicators).figures
    else:
        moment = as_of.replace(tzinfo=VIETNAM) if as_of is not None else None
        with deployment.warehouse.reading() as connection:
            at = load if load is not None else newest_load(connection, moment)
        shown = consolidate_as_of(cycle, at, deployment).figures
    rows = [_figure(shown[name]) for name in deployment.metadata.form(cycle).row_of if name in shown]
    if as_json:
        typer.echo(simplejson.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        value = row["value"] if row["value"] is not None else row["status"]
        typer.echo(f"{row['indicator']:<28}{value!s:>14}{'  partial' if row['partial'] else ''}")


def trace(
    release: Annotated[
        str, typer.Argument(metavar="RELEASE", help="2024-S1 (the newest), 2024-S1/draft, 2024-S1/r01 or a number.")
    ],
    indicator: Annotated[str, typer.Argument(metavar="INDICATOR", help="As fac_total.")],
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show the cells that a released figure was made of. What it prints is not for publication."""
    from wardreport.warehouse.reading.history import cells_behind, find_release  # noqa: PLC0415

    with warehouse_at(warehouse).open().reading() as connection:
        found = find_release(connection, release)
        cells = cells_behind(connection, found.release_id, indicator)
    if as_json:
        typer.echo(simplejson.dumps(cells, ensure_ascii=False, indent=1, default=str))
        return
    typer.echo(f"release {found.release_id} ({found.kind} of {found.period}), {indicator}: {len(cells)} cells")
    for line in map(_cell, cells):
        typer.echo(line)


def restate(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="A released half year, as 2024-S1.")],
    warehouse: WarehouseUrl = None,
) -> None:
    """Add to the safe layer a released period's figures by the units that followed, where territory has changed."""
    from wardreport.workflow.deployment import deploy  # noqa: PLC0415
    from wardreport.workflow.releasing import restate_released  # noqa: PLC0415

    deployment = deploy(load_settings().of_warehouse(warehouse))
    typer.echo(restate_released(Period.parse(period), deployment, datetime.now(UTC)))


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "value": figure.value,
        "status": str(figure.status),
        "partial": figure.partial,
        "outstanding": list(figure.outstanding),
    }


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
