"""A day's notices from what lies there: warehouse, staging area, contacts and the alerts that hold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from wardreport.domain.deadline import day_of
from wardreport.domain.notice import Alert, Audience, Digest
from wardreport.domain.period import Period
from wardreport.domain.validation import RegisterEntry
from wardreport.metadata.calendar.notice_rules import load_notice_rules
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.office.contacts import load_contacts
from wardreport.review.notices.notice_sentences import read_notice_sentences
from wardreport.review.notices.notices import OpenMatters, digests, reminded_units
from wardreport.review.register.response_register import read_register
from wardreport.review.register.unreachable_folders import read_unreachable
from wardreport.warehouse import Warehouse


def notices_of_day(
    period: Period,
    warehouse: Warehouse,
    metadata: Metadata,
    staging: Path,
    contacts: Path,
    as_of: datetime,
    alerts: tuple[Alert, ...],
) -> tuple[tuple[Digest, ...], tuple[str, ...]]:
    """The digests of the day of ``as_of``, and the units that should be reminded but have no contact.

    Raises ``ConfigurationError`` with one line where rules, sentences, contacts or calendar are not as they must be.
    """
    rules, sentences = load_notice_rules(), read_notice_sentences()
    known = load_contacts(contacts, {unit.unit_code for unit in metadata.units})
    register, unreachable = register_and_unreachable(period, warehouse, metadata, staging, as_of)
    matters = OpenMatters(period, day_of(as_of), register, unreachable, alerts)
    reached = {contact.unit for contact in known if contact.audience is Audience.UNIT}
    missed = tuple(unit for unit in reminded_units(matters, rules) if unit not in reached)
    return digests(matters, metadata, rules, sentences, known), missed


def register_and_unreachable(
    period: Period, warehouse: Warehouse, metadata: Metadata, staging: Path, as_of: datetime
) -> tuple[tuple[RegisterEntry, ...], Mapping[str, datetime]]:
    """The register, and the units whose folder cannot be opened with since when."""
    return read_register(period, warehouse, metadata, as_of), read_unreachable(staging, period)
