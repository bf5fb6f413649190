"""What every step needs beside the period: the metadata, the rule book and the places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import NoReturn

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy, load_disclosure_policy
from wardreport.metadata.office.folder_list import load_folder_list
from wardreport.metadata.office.people import People, load_people
from wardreport.metadata.rules.rule_book import RuleBook, load_rule_book
from wardreport.stages.collect import Connect, RemoteFolder, ShareFolder
from wardreport.warehouse import Warehouse
from wardreport.workflow.settings import PROJECT, Settings

PERIODS_COMPARED = 10  # five years: longer ago the territory, the form and the law were others


@dataclass(frozen=True)
class Deployment:
    """What every step needs beside the period: the metadata, the rule book and the places."""

    metadata: Metadata
    rule_book: RuleBook
    disclosure: DisclosurePolicy
    warehouse: Warehouse
    share: ShareFolder
    staging: Path
    quarantine: Path
    retention: timedelta  # of what lies in quarantine
    feedback: Path  # what goes back to the units
    releases: Path  # may be handed out
    internal: Path  # what the office keeps to itself of each release
    decisions: Path  # a folder with one file a cycle
    template: Path  # of the report, as the office has it
    converter: Path | None  # LibreOffice, for the PDF
    patience: timedelta = timedelta(minutes=10)  # with another run on the same warehouse
    people: People = field(default_factory=People)  # who decides and approves
    folders: Mapping[str, ShareFolder] = field(default_factory=dict)  # of units whose folder does not lie in the share


def needs_airflow(url: str, anew: bool) -> NoReturn:  # noqa: ARG001 - it stands where a connection is made
    """Raises ``ConfigurationError``: what a URL's connection is, only Airflow knows."""
    raise ConfigurationError(f"{url} is reached by a connection of Airflow: run the DAG, or name a folder here")


def deploy(settings: Settings, connect: Connect = needs_airflow) -> Deployment:
    """Loads and checks everything that is data; raises ``ConfigurationError`` with one clear line.

    ``connect`` is how the folders on servers are reached, once they are looked into.
    """
    metadata = load_metadata()
    units = {unit.unit_code for unit in metadata.units}
    listed = load_folder_list(settings.folders, units, PROJECT) if settings.folders else {}
    share, *elsewhere = (
        RemoteFolder(place, connect) if isinstance(place, str) else place
        for place in (settings.share, *listed.values())
    )
    return Deployment(
        metadata=metadata,
        rule_book=load_rule_book(settings.expectations, metadata),
        disclosure=load_disclosure_policy(),
        warehouse=Warehouse(settings.warehouse_url, settings.sql).open(),
        share=share,
        folders=dict(zip(listed, elsewhere, strict=True)),
        staging=settings.staging,
        quarantine=settings.quarantine,
        retention=timedelta(days=settings.quarantine_days),
        feedback=settings.feedback,
        releases=settings.releases,
        internal=settings.internal_folder,
        patience=settings.patience,
        decisions=settings.decisions,
        people=load_people(settings.people),
        template=settings.template,
        converter=settings.converter,
    )
