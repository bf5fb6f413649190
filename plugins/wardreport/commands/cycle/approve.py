"""``wardreport approve``: a person's word on a draft, written down."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import PeriodArgument, Releases
from wardreport.domain.deadline import day_of
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings

_DAY = ["%Y-%m-%d"]


def approve(
    period: PeriodArgument,
    out: Annotated[Path, typer.Option(metavar="FILE", help="The approval, for run --release official --approval.")],
    number: Annotated[int, typer.Option(min=1, help="The document's number.")],
    dated: Annotated[datetime, typer.Option(metavar="DATE", formats=_DAY, help="The document's date.")],
    by: Annotated[str, typer.Option(metavar="ROLE", help="Who approves: a role, not a person's name.")],
    on: Annotated[datetime | None, typer.Option(metavar="DATE", formats=_DAY, help="Its day, else today.")] = None,
    without: Annotated[
        list[str] | None, typer.Option(metavar="CODE", help="A unit that is outstanding or held, and goes out so.")
    ] = None,
    reason: Annotated[str | None, typer.Option(help="Of a revision: what it is for.")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="The draft as it was edited in Word.")] = None,
    releases: Releases = None,
) -> None:
    """Write down that the newest draft of a period is approved: these figures, and this edited report."""
    from wardreport.publish.manifest import folder_of, read_manifest
    from wardreport.review.decisions.approvals import approval_of, write_approval

    cycle = Period.parse(period)
    draft = read_manifest(folder_of(f"{cycle}/draft", releases or load_settings().releases))
    record = approval_of(
        draft,
        report,
        number=number,
        dated=dated.date(),
        approved_by=by,
        approved_on=on.date() if on else day_of(datetime.now(UTC)),
        reason=reason,
        without=tuple(without or ()),
    )
    write_approval(out, record)
    typer.echo(f"the draft of {cycle} made at {draft['created_at']} is approved by {by}: {out}")
