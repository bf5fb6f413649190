"""``wardreport notices``: who would be told what on a day."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import simplejson
import typer

from wardreport.commands.options import AsJson, PeriodArgument, WarehouseUrl, warehouse_at
from wardreport.domain.deadline import VIETNAM
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Digest
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings


def notices(
    period: PeriodArgument,
    as_of: Annotated[
        datetime | None,
        typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="In the morning of that day, else now."),
    ] = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Show who would get which notice on a day; nothing is sent.

    What was noted of DAG runs is shown as it was noted: whether it still holds only Airflow knows, and the DAG
    send_notices asks it, with dry_run too.
    """
    from wardreport.metadata import load_metadata
    from wardreport.metadata.calendar.run_hours import RunKind, load_run_hours
    from wardreport.review.notices.alert_notes import read_alerts
    from wardreport.review.notices.day_of_notices import notices_of_day

    cycle, settings, metadata = Period.parse(period), load_settings(), load_metadata()
    if settings.contacts is None:
        raise ConfigurationError("WARDREPORT_CONTACTS names no file: nobody would be told")
    morning = load_run_hours()[RunKind.NOTIFY].at[0]
    moment = datetime.combine(as_of, morning, VIETNAM) if as_of else datetime.now(UTC)
    digests, without_address = notices_of_day(
        cycle,
        warehouse_at(warehouse).open(),
        metadata,
        settings.staging,
        settings.contacts,
        moment,
        read_alerts(settings.staging),
    )
    if as_json:
        typer.echo(simplejson.dumps([_as_object(digest) for digest in digests], ensure_ascii=False, indent=1))
        return
    for digest in digests:
        for line in _written(digest):
            typer.echo(line)
    for unit in without_address:
        typer.echo(f"no contact: {unit}")
    typer.echo(f"{len(digests)} notices of {cycle}; nothing was sent")


def _as_object(digest: Digest) -> dict[str, Any]:
    return {**asdict(digest), "day": digest.day.isoformat(), "period": str(digest.period), "key": digest.key}


def _written(digest: Digest) -> list[str]:
    files = [f"letter to {unit}" for unit in digest.letters] + ["the late list"] * digest.late_list
    return [
        f"{digest.recipient} <{digest.address}> by {digest.connection}",
        f"  {digest.subject}",
        *(f"  {line}" for line in digest.lines),
        *(f"  + {file}" for file in files),
        "",
    ]
