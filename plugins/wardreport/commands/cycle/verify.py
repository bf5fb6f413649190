"""``wardreport verify``: a report that people edited in Word, compared with the warehouse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import simplejson
import typer

from wardreport.commands.options import AsJson, WarehouseUrl
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure
from wardreport.domain.finding import Severity
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings
from wardreport.writing.vietnamese import SEVERITIES

if TYPE_CHECKING:
    from wardreport.review.edited_report import Discrepancy
    from wardreport.workflow.deployment import Deployment


def verify(
    report: Annotated[Path, typer.Argument(metavar="REPORT.docx", help="The report as people edited it.")],
    release: Annotated[
        str | None, typer.Option(metavar="RELEASE", help="The release that it was made from, where it does not say.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Of a report typed by hand: only annex and text are checked.")
    ] = None,
    official: Annotated[bool, typer.Option("--official", help="It is to go out: nothing may be left blank.")] = False,
    warehouse: WarehouseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Compare every figure of an edited report with the warehouse. Status: 0 nothing critical, 1 something is."""
    from wardreport.review.edited_report import release_named_in, verify_report
    from wardreport.workflow.deployment import deploy
    from wardreport.workflow.rebuilding import released_content
    from wardreport.workflow.verifying import compare_report

    if release is not None and period is not None:
        raise ConfigurationError("give one of --release and --period")
    if not report.is_file():
        raise ConfigurationError(f"no such file: {report}")
    name = release if period is None else None
    if name is None and period is None:
        name = release_named_in(report)
        if name is None:
            raise ConfigurationError(f"{report.name} does not say which release it is: give --release or --period")
    deployment = deploy(load_settings().of_warehouse(warehouse))
    if name is not None:
        found: Sequence[Discrepancy] = compare_report(
            report, released_content(name, deployment), deployment, official=official
        )
    else:
        cycle = Period.parse(period or "")
        figures = _newest_figures(cycle, deployment)
        found = verify_report(report, None, figures, cycle, deployment.metadata, official=official)
    _tell(report, found, as_json=as_json)
    raise typer.Exit(any(one.severity is Severity.CRITICAL for one in found))


def _newest_figures(period: Period, deployment: Deployment) -> Mapping[str, Figure]:
    """Those of the release that BI reads for the period; none where nothing was released."""
    from wardreport.warehouse.reading.history import released, releases_of
    from wardreport.warehouse.reading.publications import shown_in

    deployment.metadata.cycle(period)
    with deployment.warehouse.reading() as connection:
        if not releases_of(connection, period):
            return {}
        return shown_in(connection, released(connection, period), deployment.metadata.indicators).figures


def _tell(report: Path, found: Sequence[Discrepancy], *, as_json: bool) -> None:
    if as_json:
        typer.echo(simplejson.dumps([asdict(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        typer.echo(f"  [{SEVERITIES[one.severity].lower()}] {one.place}: {one.message}")
    counts = Counter(one.severity for one in found)
    told = ", ".join(f"{counts[severity]} {severity}" for severity in Severity)
    typer.echo(f"{report.name}: {told}")
