"""``wardreport forms``: the blank forms of a cycle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import PeriodArgument
from wardreport.domain.period import Period
from wardreport.workflow.settings import load_settings
from wardreport.writing.file_rights.opening import like_its_folder, make_open


def forms(
    period: PeriodArgument,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the forms go.")],
) -> None:
    """Write the blank form of each unit that reports on a period, with unit and period filled in."""
    from wardreport.correspondence.form_workbook import write_form
    from wardreport.metadata import load_metadata
    from wardreport.metadata.rules.rule_book import load_rule_book

    cycle, metadata = Period.parse(period), load_metadata()
    units = metadata.units_valid(cycle)
    rule_book = load_rule_book(load_settings().expectations, metadata)
    make_open(out)
    for reporting in units:
        form = out / f"{reporting.unit_code}-bieu-so-lieu-{cycle}.xlsx"
        write_form(reporting, cycle, metadata, rule_book, form)
        like_its_folder(form)
    typer.echo(f"{len(units)} blank forms of {cycle} in {out}")
