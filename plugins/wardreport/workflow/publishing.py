"""Publish: SafeTable → Release, recorded before its folder is seen (docs/design/review-and-release.md)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

from wardreport.domain.period import Period
from wardreport.domain.release import Release
from wardreport.domain.safe_table import SafeTable
from wardreport.publish import publish
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.validation_report import write_validation_report
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.reading.publications import past_releases
from wardreport.warehouse.reading.queries import history_of_figures
from wardreport.workflow.deployment import PERIODS_COMPARED, Deployment
from wardreport.workflow.release_contents import release_content, with_past
from wardreport.writing.file_rights.opening import make_open, open_up


def publish_release(safe: SafeTable, deployment: Deployment, as_of: datetime) -> Release:
    """publish: SafeTable → draft Release, recorded in the warehouse."""
    return record_and_write(release_content(safe, deployment, as_of), deployment)


def record_and_write(content: ReleaseContent, deployment: Deployment, report: Path | None = None) -> Release:
    """Records a release in the warehouse, then writes its folder: what was seen outside is never unrecorded.

    A run that ends in between is finished by running again. ``report`` is a draft that people have edited.
    """
    with deployment.warehouse.transaction() as connection:
        number = append_release(
            connection,
            content.table,
            content.register,
            deployment.metadata,
            edition=content.edition,
            created_at=content.created_at,
        )
        past = [one.release_id for one in past_releases(connection, content.period) if one.release_id < number]
    # what was recorded before by a run that ended halfway was not published before itself
    before = tuple(one for one in content.table.published_before if one < number)
    content = replace(content, table=replace(content.table, published_before=before))
    return write_release(with_past(content, deployment, past), deployment, report)


def write_release(content: ReleaseContent, deployment: Deployment, report: Path | None = None) -> Release:
    """Writes the release's two folders where the deployment has them.

    Both are closed while they are made; what may be handed out is then as open to read as the folder of all releases.
    """
    make_open(deployment.releases / str(content.period))
    history = history_before(content.period, deployment, content.table.as_of_load or 0)

    def write_own(folder: Path) -> None:
        write_validation_report(content, deployment.rule_book, deployment.metadata, folder, history=history)

    made = publish(
        replace(content, register=tuple(entry.without_figures() for entry in content.register)),
        deployment.rule_book,
        deployment.metadata,
        out=deployment.releases,
        internal=deployment.internal,
        write_own=write_own,
        versions=_versions(),
        template=deployment.template,
        report=report,
        converter=deployment.converter,
    )
    open_up(made.folder)
    return made


def history_before(
    period: Period, deployment: Deployment, up_to_load: int | None = None
) -> Mapping[str, Mapping[str, Sequence[Decimal | None]]]:
    """What each unit reported up to a period, as far back as its code means the same territory.

    As of a load, where one is given.
    """
    metadata = deployment.metadata
    known = sorted(p for p in metadata.cycles if p <= period)[-PERIODS_COMPARED:]
    with deployment.warehouse.reading() as connection:
        history = history_of_figures(connection, known, up_to_load)
    same = {
        unit.unit_code: [metadata.unit_in(p, unit.unit_code) == unit for p in known]
        for unit in metadata.units_valid(period)
    }
    return {
        unit: {
            name: [value if held else None for value, held in zip(values, same[unit][-len(values) :], strict=True)]
            for name, values in series.items()
        }
        for unit, series in history.items()
        if unit in same
    }


def _versions() -> dict[str, str]:
    packages = (
        "wardreport",
        "apache-airflow",
        "great-expectations",
        "pandas",
        "sqlalchemy",
        "openpyxl",
        "xlsxwriter",
        "docxtpl",
        "matplotlib",
    )
    return {"python": sys.version.split()[0], **{package: version(package) for package in packages}}
