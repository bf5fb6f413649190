"""The files of an office's folder, each with what a line of it is, and a first folder of them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.calendar.calendar import Holiday, RequestLetter
from wardreport.metadata.calendar.notice_rules import NoticeRule, RunDeadline
from wardreport.metadata.calendar.run_hours import RunHours
from wardreport.metadata.data_files import BETWEEN, Record, read_rows
from wardreport.metadata.head_words import UnitAlias
from wardreport.metadata.office.people import COLUMNS, load_people
from wardreport.metadata.rules.change_thresholds import ChangeThreshold
from wardreport.metadata.units import Extension, IssuingBody, ReportingUnit, UnitSuccession

OFFICE_FILES: Mapping[str, type[Record]] = {
    "units.csv": ReportingUnit,
    "unit_succession.csv": UnitSuccession,
    "unit_aliases.csv": UnitAlias,
    "issuing_bodies.csv": IssuingBody,
    "request_letters.csv": RequestLetter,
    "extensions.csv": Extension,
    "change_thresholds.csv": ChangeThreshold,
    "run_hours.csv": RunHours,
    "notice_rules.csv": NoticeRule,
    "run_deadlines.csv": RunDeadline,
}
PEOPLE, HOLIDAYS = "people.csv", "holidays.csv"
_FIRST = Path(__file__).parent / "first_office"  # what most offices keep; the other files begin with their first line


def add_first_files(folder: Path) -> tuple[Path, ...]:
    """Writes the files that the folder lacks, with their first line or what most offices keep; gives those written.

    Raises ``ConfigurationError`` where the folder cannot be written.
    """
    heads = {name: tuple(model.model_fields) for name, model in OFFICE_FILES.items()} | {PEOPLE: COLUMNS}
    kept = {file.name: file for file in sorted(_FIRST.iterdir())}
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (*heads, *(name for name in kept if name not in heads)):
            if (folder / name).exists():
                continue
            if name in kept:
                shutil.copyfile(kept[name], folder / name)
            else:
                (folder / name).write_text(",".join(heads[name]) + "\n", encoding="utf-8")
            written.append(folder / name)
    except OSError as error:
        raise ConfigurationError(f"{folder}: {error.strerror}: no office can be written there") from None
    return tuple(written)


def wrong_lines(folder: Path) -> Iterator[str]:
    """What each file by itself refuses, a file that is not there among it; nothing where all can be read."""
    files = dict(OFFICE_FILES)
    if (folder / HOLIDAYS).exists():
        files[HOLIDAYS] = Holiday
    for name, model in files.items():
        if not (folder / name).is_file():
            yield f"{name}: is not there: wardreport office init adds it"
            continue
        try:
            read_rows(folder / name, model)
        except ConfigurationError as error:
            yield from str(error).split(BETWEEN)
    try:
        load_people(folder / PEOPLE)
    except ConfigurationError as error:
        yield str(error)
