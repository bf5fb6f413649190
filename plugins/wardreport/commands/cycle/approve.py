"""``wardreport approve``: a person's word on a draft, written down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import PeriodArgument, Releases
from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings

_DAY = ["%Y-%m-%d"]


def approve(
    period: PeriodArgument,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The approval, for run --release official --approval.")],
    number: Annotated[int, typer.Option(min=1, help="The document's number.")],
    dated: Annotated[datetime, typer.Option(metavar="DATE", formats=_DAY, help="The document's date.")],
    by: Annotated[str, typer.Option(metavar="WHO", help="Who approves: a login of people.csv, or a function.")],
    on: Annotated[datetime | None, typer.Option(metavar="DATE", formats=_DAY, help="Its day, else today.")] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A unit that is outstanding or held, and goes out so.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Of a revision: what it is for.")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="The draft as it was edited in Word.")] = None,
    releases: Releases = None,
) -> None:
    """Write down that the newest draft of a period is approved: these figures, and this edited report."""
    from wardreport.metadata.office.people import load_people
    from wardreport.publish.manifest import folder_of, read_manifest
    from wardreport.review.decisions.approvals import approval_of, with_approver, write_approval

    cycle, settings = Period.parse(period), load_settings()
    draft = read_manifest(folder_of(f"{cycle}/draft", releases or settings.releases))
    today = day_of(datetime.now(UTC))
    day = on.date() if on else today
    if day > today:
        raise ConfigurationError(f"--on {day} is not yet there: today is {today}")
    record = approval_of(
        draft,
        report,
        number=number,
        dated=dated.date(),
        approved_by=by,
        approved_on=day,
        reason=reason,
        without=tuple(without or ()),
    )
    record = with_approver(record, load_people(settings.people))
    write_approval(out, record)
    typer.echo(f"the draft of {cycle} made at {draft['created_at']} is approved by {record.approved_by}: {out}")
