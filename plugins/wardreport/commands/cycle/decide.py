"""``wardreport decide``: what holds submissions, and a reviewer's decisions on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import PeriodArgument, WarehouseUrl, warehouse_at
from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.validation import Decision, ReviewerAction, SubmissionReport
from wardreport.metadata.catalogue import Metadata
from wardreport.review.decisions.recording import OpenFinding
from wardreport.workflow.settings import load_settings


def decide(
    period: PeriodArgument,
    show_open: Annotated[bool, typer.Option("--list", help="Print what holds submissions and is not decided.")] = False,
    submission: Annotated[
        str | None, typer.Option(metavar="SHA", help="The submission's sha256, or its first 8 digits or more.")
    ] = None,
    unit: Annotated[str | None, typer.Option(metavar="CODE", help="The unit that it is of.")] = None,
    rule: Annotated[str | None, typer.Option(metavar="RULE", help="The finding's rule, as rule.partition.")] = None,
    indicator: Annotated[str | None, typer.Option(metavar="NAME", help="The finding's indicator, if any.")] = None,
    action: Annotated[ReviewerAction | None, typer.Option(help="What to do with the submission.")] = None,
    reason: Annotated[str | None, typer.Option(metavar="TEXT", help="Why.")] = None,
    by: Annotated[
        str | None, typer.Option(metavar="WHO", help="Who decides: a login of people.csv, or a function.")
    ] = None,
    value: Annotated[
        str | None, typer.Option(metavar="V", help='For replace: 40, 2.5, true, false, or "-" for nil.')
    ] = None,
    evidence: Annotated[str | None, typer.Option(metavar="TEXT", help="For replace: what paper shows it.")] = None,
    approved_by: Annotated[str | None, typer.Option(metavar="WHO", help="Who approves it: another.")] = None,
    workbook: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write a workbook in which to decide on all of it.")
    ] = None,
    from_workbook: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Read the decisions of such a workbook.")
    ] = None,
    decisions: Annotated[
        Path | None, typer.Option(metavar="FILE_OR_DIR", help="The cycle's decision file, or the folder it is in.")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> None:
    """Decide on what holds a submission; the next run applies it."""
    from wardreport.metadata import load_metadata
    from wardreport.metadata.office.people import load_people
    from wardreport.review.decisions import recording
    from wardreport.review.decisions.deciders import with_actors
    from wardreport.review.decisions.decisions import read_decisions

    given = {
        "--submission": submission,
        "--unit": unit,
        "--rule": rule,
        "--action": action,
        "--reason": reason,
        "--by": by,
    }
    others = (indicator, value, evidence, approved_by)
    single = any(option is not None for option in (*given.values(), *others))
    if sum((show_open, single, workbook is not None, from_workbook is not None)) != 1:
        raise ConfigurationError("decide takes one of --list, --workbook, --from-workbook, or a decision")
    missing = [option for option, content in given.items() if content is None]
    if single and missing:
        raise ConfigurationError(f"a decision needs {missing[0]}")
    cycle, metadata = Period.parse(period), load_metadata()
    metadata.cycle(cycle)
    file = _decision_file(decisions, cycle)
    reports, history = _of_the_warehouse(warehouse, cycle)
    people, today = load_people(load_settings().people), day_of(datetime.now(UTC))
    there = with_actors(read_decisions(file, cycle), people, history) if file.exists() else ()
    waiting = recording.open_findings(reports, there)
    desk = recording.Desk(reports, metadata.indicators, people, today)
    if show_open:
        _show(waiting, cycle)
    elif workbook is not None:
        _write_workbook(waiting, cycle, metadata, workbook)
    elif from_workbook is not None:
        from wardreport.review.decisions.decision_workbook import read_decision_workbook

        made = read_decision_workbook(from_workbook, cycle, desk)
        recording.record(file, cycle, made, history, people)
        typer.echo(f"{len(made)} decisions of {from_workbook.name} recorded in {file}")
    else:
        line = {
            "submission": recording.submission_named(submission or "", unit or "", reports),
            "unit": unit,
            "rule": rule,
            "indicator": indicator,
            "action": action,
            "value": value,
            "evidence": evidence,
            "reason": reason,
            "decided_by": by,
            "decided_on": today,
            "approved_by": approved_by,
            "approved_on": today if approved_by is not None else None,
        }
        decision = recording.decide(line, desk, "decision")
        recording.record(file, cycle, [decision], history, people)
        on = f" on {indicator}" if indicator else ""
        typer.echo(f"{action}: {rule}{on} of unit {unit} (sha256 {decision.submission[:12]}…) recorded in {file}")


def _decision_file(given: Path | None, period: Period) -> Path:
    place = given if given is not None else load_settings().decisions
    return place if place.suffix in (".yaml", ".yml") else place / f"{period}.yaml"


def _of_the_warehouse(url: str | None, period: Period) -> tuple[Sequence[SubmissionReport], Sequence[Decision]]:
    from wardreport.warehouse.reading.queries import recorded_decisions, submission_reports

    with warehouse_at(url).open().reading() as connection:
        return submission_reports(connection, period), recorded_decisions(connection)


def _show(waiting: Sequence[OpenFinding], period: Period) -> None:
    for one in waiting:
        found = one.finding
        cell = " ".join((found.cell or "").split())
        on = f"{one.report.unit or '?':<11} {found.rule:<23} {found.indicator or '-':<23}"
        typer.echo(f"{one.report.submission[:12]}  {on} {cell}")
    if not waiting:
        typer.echo(f"nothing of {period} waits for a decision")


def _write_workbook(waiting: Sequence[OpenFinding], period: Period, metadata: Metadata, target: Path) -> None:
    from wardreport.metadata.rules.rule_book import load_rule_book
    from wardreport.review.decisions.decision_workbook import write_decision_workbook

    rule_book = load_rule_book(load_settings().expectations, metadata)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write_decision_workbook(waiting, period, metadata, rule_book, target)
    except OSError as error:
        raise ConfigurationError(f"{target}: {type(error).__name__}: cannot be written") from None
    typer.echo(f"{len(waiting)} open findings of {period} in {target}")
