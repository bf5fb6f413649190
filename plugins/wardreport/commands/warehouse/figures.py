"""``wardreport figures``: what was known when."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson, PeriodArgument, WarehouseUrl
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings

_MOMENTS = ["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"]


def figures(
    period: PeriodArgument,
    as_of: Annotated[
        datetime | None, typer.Option(metavar="TIME", formats=_MOMENTS, help="As known then, Vietnamese time.")
    ] = None,
    load: Annotated[int | None, typer.Option(metavar="NUMBER", help="As known after that load.")] = None,
    release: Annotated[str | None, typer.Option(metavar="RELEASE", help="As released: draft, r01 or a number.")] = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Print the consolidated figures of a period: now, as known at a past moment or load, or as released."""
    from wardreport.warehouse.reading.history import find_release, newest_load
    from wardreport.warehouse.reading.publications import shown_in
    from wardreport.workflow.consolidating import consolidate_as_of
    from wardreport.workflow.deployment import deploy

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


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "indicator": figure.indicator,
        "value": figure.value,
        "status": str(figure.status),
        "partial": figure.partial,
        "outstanding": list(figure.outstanding),
    }
