"""``wardreport office check``: everything that does not fit in the office's folder, in one go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import typer

from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError
from wardreport.workflow.settings import Settings, load_settings


def check_office() -> None:
    """Say everything that does not fit in the office's folder, a line each. Status: 0 all fits, 1 not all."""
    settings = load_settings()
    wrong = list(_wrong(settings))
    for line in wrong:
        typer.echo(line)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{settings.office}: everything fits")


def _wrong(settings: Settings) -> Iterator[str]:
    from wardreport.checkup.calendar_checks import check_calendar
    from wardreport.checkup.check import Outcome
    from wardreport.checkup.data_checks import check_data
    from wardreport.metadata import load_metadata
    from wardreport.metadata.office.office_files import wrong_lines

    alone = list(wrong_lines(settings.office))
    yield from alone
    if alone:
        return  # what hangs on other files can only be told where each can be read
    try:
        metadata = load_metadata()
    except ConfigurationError as error:
        yield str(error)
        return
    for found in (*check_data(settings, metadata), *check_calendar(metadata, day_of(datetime.now(UTC)))):
        if found.status is Outcome.FAILED:
            yield f"{found.name}: {found.says}: {found.mend}"
