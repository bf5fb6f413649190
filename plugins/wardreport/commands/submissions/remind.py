"""``wardreport remind``: letters to units that owe something, and the list of those that are late."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from wardreport.commands.options import PeriodArgument, WarehouseUrl, warehouse_at
from wardreport.domain.deadline import day_of, start_of
from wardreport.domain.period import Period


def remind(
    period: PeriodArgument,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the letters go.")],
    as_of: Annotated[
        datetime | None, typer.Option(metavar="DATE", formats=["%Y-%m-%d"], help="The day of the letters, else today.")
    ] = None,
    warehouse: WarehouseUrl = None,
) -> None:
    """Write a letter to each unit that still has to send a file, and the list of those that are late."""
    from wardreport.correspondence.reminder_letter import write_reminders
    from wardreport.metadata import load_metadata
    from wardreport.review.register.response_register import read_register

    cycle, metadata = Period.parse(period), load_metadata()
    metadata.cycle(cycle)
    moment = start_of(as_of.date()) if as_of else datetime.now(UTC)
    register = read_register(cycle, warehouse_at(warehouse).open(), metadata, moment)
    *letters, late_list = write_reminders(register, cycle, metadata, out, today=day_of(moment))
    for letter in letters:
        typer.echo(str(letter))
    typer.echo(f"{len(letters)} letters on {cycle}; the units that are late stand in {late_list}")
