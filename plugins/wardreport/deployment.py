"""What every step needs beside the period: the metadata, the rule book and the places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from wardreport.metadata import Metadata, load_metadata
from wardreport.metadata.disclosure_policy import DisclosurePolicy, load_disclosure_policy
from wardreport.metadata.rule_book import RuleBook, load_rule_book
from wardreport.settings import Settings
from wardreport.warehouse import Warehouse

PERIODS_COMPARED = 10  # five years: longer ago the territory, the form and the law were others


@dataclass(frozen=True)
class Deployment:
    """What every step needs beside the period: the metadata, the rule book and the places."""

    metadata: Metadata
    rule_book: RuleBook
    disclosure: DisclosurePolicy
    warehouse: Warehouse
    share: Path
    staging: Path
    quarantine: Path
    retention: timedelta  # of what lies in quarantine
    feedback: Path  # what goes back to the units
    releases: Path
    decisions: Path  # a folder with one file a cycle
    template: Path  # of the report, as the office has it
    converter: Path | None  # LibreOffice, for the PDF


def deploy(settings: Settings) -> Deployment:
    """Loads and checks everything that is data; raises ``ConfigurationError`` with one clear line."""
    metadata = load_metadata()
    return Deployment(
        metadata=metadata,
        rule_book=load_rule_book(settings.expectations, metadata.indicators, {u.unit_code for u in metadata.units}),
        disclosure=load_disclosure_policy(),
        warehouse=Warehouse(settings.warehouse_url, settings.sql).open(),
        share=settings.share,
        staging=settings.staging,
        quarantine=settings.quarantine,
        retention=timedelta(days=settings.quarantine_days),
        feedback=settings.feedback,
        releases=settings.releases,
        decisions=settings.decisions,
        template=settings.template,
        converter=settings.converter,
    )
