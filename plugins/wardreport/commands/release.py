"""``wardreport approve`` and ``rebuild``: a person's word on a draft, and a release made again from its manifest."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import simplejson
import typer

from wardreport.commands.options import AsJson, WarehouseUrl
from wardreport.domain.deadline import day_of
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings

_DAY = ["%Y-%m-%d"]
Releases = Annotated[Path | None, typer.Option("--releases", metavar="DIR", help="Where releases lie.")]


def approve(
    period: Annotated[str, typer.Argument(metavar="PERIOD", help="The half year, as 2024-S1.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="The approval, for run --release official --approval.")],
    number: Annotated[int, typer.Option(min=1, help="The document's number.")],
    dated: Annotated[datetime, typer.Option(metavar="DATE", formats=_DAY, help="The document's date.")],
    by: Annotated[str, typer.Option(metavar="ROLE", help="Who approves: a role, not a person's name.")],
    on: Annotated[datetime | None, typer.Option(metavar="DATE", formats=_DAY, help="Its day, else today.")] = None,
    reason: Annotated[str | None, typer.Option(help="Of a revision: what it is for.")] = None,
    report: Annotated[Path | None, typer.Option(metavar="FILE", help="The draft as it was edited in Word.")] = None,
    releases: Releases = None,
) -> None:
    """Write down that the newest draft of a period is approved: these figures, and this edited report."""
    from wardreport.publish.manifest import folder_of, read_manifest  # noqa: PLC0415
    from wardreport.review.decisions.approvals import write_approval  # noqa: PLC0415

    cycle = Period.parse(period)
    draft = read_manifest(folder_of(f"{cycle}/draft", releases or load_settings().releases))
    record = {
        "period": str(cycle),
        "figures_sha256": draft["figures_sha256"],
        "report_sha256": hashlib.sha256(report.read_bytes()).hexdigest() if report else None,
        "number": number,
        "dated": dated.date(),
        "approved_by": by,
        "approved_on": on.date() if on else day_of(datetime.now(UTC)),
        "reason": reason,
    }
    write_approval(out, record)
    typer.echo(f"the draft of {cycle} made at {draft['created_at']} is approved by {by}: {out}")


def rebuild(
    release: Annotated[str, typer.Argument(metavar="RELEASE", help="2024-S1/r01, 2024-S1/draft or 2024-S1.")],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where it is made again; nothing released is touched.")],
    releases: Releases = None,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Make a release again from its manifest and compare every file. Status: 0 alike, 1 something differs."""
    from wardreport.workflow.deployment import deploy  # noqa: PLC0415
    from wardreport.workflow.rebuilding import Likeness  # noqa: PLC0415
    from wardreport.workflow.rebuilding import rebuild as make_again  # noqa: PLC0415

    settings = load_settings().of_warehouse(warehouse)
    if releases is not None:
        settings = settings.model_copy(update={"releases": releases})
    folder, files = make_again(release, deploy(settings), out)
    if as_json:
        typer.echo(simplejson.dumps([{"file": one.file, "likeness": str(one.likeness)} for one in files], indent=1))
    else:
        for one in files:
            typer.echo(f"{one.likeness:<24}{one.file}")
        typer.echo(f"made again in {folder}")
    if any(one.likeness in (Likeness.DIFFERENT, Likeness.MISSING) for one in files):
        raise typer.Exit(1)
