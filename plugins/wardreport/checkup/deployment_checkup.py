"""All the checks of one deployment, in the order in which their troubles would show."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from wardreport.checkup.airflow_checks import check_airflow, check_inside_airflow
from wardreport.checkup.calendar_checks import check_calendar, cycle_at_hand
from wardreport.checkup.check import Check, looked_at, ok, warning
from wardreport.checkup.data_checks import check_data, check_template
from wardreport.checkup.document_tools import check_fonts, check_libreoffice
from wardreport.checkup.folder_checks import check_closed, check_share, check_space, check_writable
from wardreport.checkup.machine_checks import check_clock, check_packages, check_python
from wardreport.checkup.warehouse_checks import UPGRADE, check_releases, check_warehouse, sqlite_file
from wardreport.domain.deadline import day_of
from wardreport.metadata.catalogue import Metadata, load_metadata
from wardreport.workflow.settings import PROJECT, Settings, load_settings

PREFIX = "WARDREPORT_"
NOT_SETTINGS = {"TRACEBACK"}  # read by the command line itself
_RIGHTS = "give the pipeline's user the right to write there, or name another folder"

Look = tuple[str, Callable[[], Iterable[Check]], str]  # its name, the look itself, what to do where it fails


def check_deployment(environment: Mapping[str, str], now: datetime, *, full: bool = False) -> Iterator[Check]:
    """Every check, one after the other; ``full`` adds those that take a while. Raises nothing.

    A check that needs what did not load (settings, metadata) is left out: the failed one comes first.
    """
    for name, look, mend in _of_machine(environment, now):
        yield from looked_at(name, look, mend)
    loaded: list[Settings] = []
    yield from looked_at("settings", lambda: _check_settings(loaded, environment), "correct the variable it names")
    if not loaded:
        return
    settings = loaded[0]
    known: list[Metadata] = []
    yield from looked_at("metadata", lambda: _check_metadata(known), "correct it in regimes/ or in the office's folder")
    yield from looked_at("airflow database", lambda: check_inside_airflow(environment), "see to its database")
    for name, look, mend in _of_places(settings, full=full):
        yield from looked_at(name, look, mend)
    for metadata in known:
        for name, look, mend in _of_data(settings, metadata, now):
            yield from looked_at(name, look, mend)


def _of_machine(environment: Mapping[str, str], now: datetime) -> Iterator[Look]:
    lock = PROJECT / "requirements.lock"
    yield "python", partial(check_python, sys.version_info[:2]), "use another Python"
    yield "packages", partial(check_packages, lock), "install requirements.lock again"
    yield "clock", partial(check_clock, now, lock), "set the clock, install tzdata"
    yield "fonts", check_fonts, "install fontconfig and fonts-croscore"
    yield "airflow", partial(check_airflow, environment, PROJECT), "correct airflow.cfg or the environment"


def _of_places(settings: Settings, *, full: bool) -> Iterator[Look]:
    yield "LibreOffice", partial(check_libreoffice, settings.converter, full=full), "install LibreOffice again"
    yield "warehouse", partial(check_warehouse, settings), f"see to the server and its rights; {UPGRADE}"
    yield "released files", partial(check_releases, settings), f"see to the server and its rights; {UPGRADE}"
    for name, folder in _written(settings).items():
        yield name, partial(check_writable, name, folder), _RIGHTS
    yield (
        "closed folders",
        partial(check_closed, settings),
        "let the pipeline's user own staging, quarantine and internal",
    )
    yield "space of releases", partial(check_space, "space of releases", settings.releases), "see to the volume"
    file = sqlite_file(settings.warehouse_url)
    if file is not None:
        yield "space of warehouse", partial(check_space, "space of warehouse", file.parent), "see to the volume"


def _written(settings: Settings) -> Mapping[str, Path]:
    return {
        "feedback": settings.feedback,
        "releases": settings.releases,
        "internal": settings.internal_folder,
        "staging": settings.staging,
        "quarantine": settings.quarantine,
        "decisions": settings.decisions,
    }


def _of_data(settings: Settings, metadata: Metadata, now: datetime) -> Iterator[Look]:
    today = day_of(now)
    period = cycle_at_hand(metadata, today)
    yield "data files", partial(check_data, settings, metadata), "correct the file it names"
    yield "calendar", partial(check_calendar, metadata, today), "correct it in regimes/ or in the office's folder"
    if period is not None:
        template = partial(check_template, settings, metadata, period)
        yield "report template", template, "correct it in Word (docs/huong-dan/mau-bao-cao.md), or name another"
    share = partial(check_share, settings.share, metadata, period)
    yield "share", share, "mount the share, and let the pipeline's user read it"


def _check_settings(loaded: list[Settings], environment: Mapping[str, str]) -> Iterator[Check]:
    """Those of this process; a variable that names none of them is a slip, and would be passed over in silence."""
    loaded.append(load_settings())
    known = {f"{PREFIX}{name.upper()}" for name in (*Settings.model_fields, *NOT_SETTINGS)}
    unknown = sorted(name for name in environment if name.upper().startswith(PREFIX) and name.upper() not in known)
    if unknown:
        yield warning("settings", f"no such setting: {', '.join(unknown)}", "correct the name, or take it away")
    else:
        yield ok("settings", "they load")


def _check_metadata(known: list[Metadata]) -> Iterator[Check]:
    metadata = load_metadata()
    known.append(metadata)
    yield ok(
        "metadata", f"{len(metadata.indicators)} indicators, {len(metadata.units)} units, {len(metadata.cycles)} cycles"
    )
