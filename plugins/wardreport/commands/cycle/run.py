"""``wardreport run``: the whole pipeline for a period, without Airflow."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from wardreport.commands.options import PeriodArgument, WarehouseUrl
from wardreport.commands.printing import ShownProgress
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.metadata.office.folder_list import place_named
from wardreport.workflow.settings import load_settings


def run(
    period: PeriodArgument,
    share: Annotated[str | None, typer.Option(metavar="DIR", help="The shared folders.")] = None,
    warehouse: WarehouseUrl = None,
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where releases go.")] = None,
    decisions: Annotated[Path | None, typer.Option(metavar="FILE", help="The cycle's decision file.")] = None,
    release: Annotated[Literal["draft", "official"], typer.Option(help="An official one needs an approval.")] = "draft",
    approval: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A person's approval, as wardreport approve writes it.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The draft bao-cao.docx as it was edited in Word.")
    ] = None,
) -> None:
    """Run the whole pipeline for a period: collect, check, load, consolidate, publish."""
    cycle = Period.parse(period)
    if (release == "official") is not (approval is not None):
        raise ConfigurationError("an official release needs --approval FILE, and a draft takes none")
    if report is not None and approval is None:
        raise ConfigurationError("--report goes with an official release")
    from wardreport.checkup.folder_checks import nearest_existing

    if out is not None and (nearest := nearest_existing(out)).is_file():
        raise ConfigurationError(f"--out: {nearest} is a file: name a folder")
    with ShownProgress() as tell:
        from wardreport.review.decisions.approvals import read_approval
        from wardreport.review.decisions.decisions import read_decisions
        from wardreport.warehouse import Warehouse
        from wardreport.workflow.deployment import deploy
        from wardreport.workflow.official import Approved
        from wardreport.workflow.pipeline import run_period

        given = {"share": share and _share_named(share), "releases": out, "warehouse": warehouse}
        settings = load_settings().model_copy(update={key: place for key, place in given.items() if place is not None})
        with Warehouse(settings.warehouse_url, settings.sql).turn(settings.patience, tell):
            deployment = deploy(settings)
            made = read_decisions(decisions, cycle) if decisions else ()
            released = run_period(
                cycle,
                deployment,
                decisions=made,
                as_of=datetime.now(UTC),  # after the run that this one may have waited for
                tell=tell,
                approved=Approved(read_approval(approval, cycle), report) if approval else None,
            )
    for note in released.notes:
        typer.echo(note)


def _share_named(text: str) -> Path | str:
    try:
        return place_named(text, Path.cwd())
    except ValueError as error:
        raise ConfigurationError(f"--share: {error}") from None
