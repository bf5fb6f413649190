"""The document of an official release: its number, its date and its approval (docs/design/review-and-release.md)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import Edition, ReleaseKind, revision_name
from wardreport.domain.safe_table import SafeTable
from wardreport.warehouse.schema import schema


class ReleaseDocument(NamedTuple):
    """A row of the table, without its key."""

    number: int
    dated: date
    approved_by: str
    approved_on: date


def document_of(edition: Edition) -> ReleaseDocument | None:
    """The document of an official edition, None for others; ``ValueError`` where it lacks what an official one has."""
    if edition.kind is not ReleaseKind.OFFICIAL:
        return None
    approval = edition.approval
    if edition.revision is None or edition.number is None or edition.dated is None or approval is None:
        raise ValueError("an official release has a revision, a document number and date, and an approval")
    if edition.revision > 1 and not edition.reason:
        raise ValueError("a revision says why it is made")
    return ReleaseDocument(edition.number, edition.dated, approval.approved_by, approval.approved_on)


def refuse_taken(connection: Connection, table: SafeTable, revision: int | None, document: ReleaseDocument) -> None:
    """No revision is passed over or made twice; no two documents of a body have one number in a year.

    Documents are numbered by the body that issues them, from 1 in each year (Decree 30/2020/NĐ-CP, article 15). Raises
    ``ConfigurationError``.
    """
    r, d = schema.release.c, schema.release_document.c
    newest = select(func.max(r.revision)).where(r.period == str(table.period))
    following = (connection.scalar(newest) or 0) + 1
    if revision != following:
        raise ConfigurationError(f"{table.period}: the next official release is revision {following}, not {revision}")
    year = document.dated.year
    taken = connection.execute(
        select(r.period, r.revision)
        .join(schema.release_document, d.release_id == r.release_id)
        .where(r.consolidating_unit == table.consolidating_unit, d.number == document.number)
        .where(d.dated.between(date(year, 1, 1), date(year, 12, 31)))
    ).first()
    if taken is not None:
        raise ConfigurationError(
            f"document {document.number} of {year} is {taken.period}/{revision_name(taken.revision)} already: "
            "every document has a number of its own"
        )
