"""Official releases: what they need, when they are the same, and whose number is taken."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from tests.specimens.submissions import PERIOD
from tests.warehouse.filled import APPROVAL, AT, form, load_forms
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Figure, FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, Edition, ReleaseKind
from wardreport.domain.safe_table import SafeTable
from wardreport.metadata import Metadata
from wardreport.review.register.response_register import read_register
from wardreport.warehouse import Warehouse
from wardreport.warehouse.appending.append_release import append_release
from wardreport.warehouse.reading.history import last_official
from wardreport.warehouse.reading.publications import earlier_tables, past_releases, released_figures, shown_in

pytestmark = pytest.mark.slow

FIRST = Edition(ReleaseKind.OFFICIAL, revision=1, number=45, dated=date(2024, 6, 18), approval=APPROVAL)
SECOND = replace(FIRST, revision=2, number=61, dated=date(2024, 7, 2), reason="sai số liệu của một phường")


def release(
    warehouse: Warehouse, metadata: Metadata, edition: Edition, total: int = 108, body: str = "058", of: Period = PERIOD
) -> int:
    figures = {"fac_total": Figure("fac_total", FigureStatus.VALUE, total)}
    table = SafeTable(of, "annex-2024", body, figures, (), ())
    register = read_register(of, warehouse, metadata, AT)
    with warehouse.transaction() as connection:
        return append_release(connection, table, register, metadata, edition=edition, created_at=AT)


@pytest.mark.parametrize("lacking", ["revision", "number", "dated", "approval"])
def test_an_official_release_needs_all_of_its_document(warehouse: Warehouse, metadata: Metadata, lacking: str) -> None:
    with pytest.raises(ValueError, match="a revision, a document number and date, and an approval"):
        release(warehouse, metadata, replace(FIRST, **{lacking: None}))


@pytest.mark.parametrize("reason", [None, ""])
def test_a_revision_needs_its_reason(warehouse: Warehouse, metadata: Metadata, reason: str | None) -> None:
    release(warehouse, metadata, FIRST)
    with pytest.raises(ValueError, match="says why"):
        release(warehouse, metadata, replace(SECOND, reason=reason), 107)


def test_the_same_again_is_the_same_release_also_after_others(warehouse: Warehouse, metadata: Metadata) -> None:
    assert release(warehouse, metadata, DRAFT) == 1
    assert release(warehouse, metadata, FIRST) == 2
    assert release(warehouse, metadata, DRAFT, 109) == 3
    assert release(warehouse, metadata, SECOND, 109) == 4
    for edition, total, number in ((FIRST, 108, 2), (SECOND, 109, 4)):
        assert release(warehouse, metadata, edition, total) == number
    with warehouse.reading() as connection:
        documents = connection.execute(text("SELECT release_id, number, approved_by FROM release_document ORDER BY 1"))
        assert [tuple(row) for row in documents] == [(2, 45, APPROVAL.approved_by), (4, 61, APPROVAL.approved_by)]


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, number=46),
        replace(FIRST, dated=date(2024, 6, 19)),
        replace(SECOND, revision=3),
    ],
)
def test_a_revision_is_made_once_and_in_its_turn(warehouse: Warehouse, metadata: Metadata, other: Edition) -> None:
    release(warehouse, metadata, FIRST)
    with pytest.raises(ConfigurationError, match="2024-S1: the next official release is revision 2, not") as refused:
        release(warehouse, metadata, other)
    assert "\n" not in str(refused.value)
    with pytest.raises(ConfigurationError, match="the next official release is revision 2, not 1"):
        release(warehouse, metadata, FIRST, 107)  # other figures under a number that is out


def test_a_number_is_one_documents_in_its_year_and_of_its_body(warehouse: Warehouse, metadata: Metadata) -> None:
    release(warehouse, metadata, FIRST)
    later = PERIOD.following
    for edition, of in ((replace(SECOND, number=45), PERIOD), (replace(FIRST, dated=date(2024, 12, 31)), later)):
        with pytest.raises(ConfigurationError, match="document 45 of 2024 is 2024-S1/r01 already"):
            release(warehouse, metadata, edition, 109, of=of)
    last = replace(FIRST, number=99, dated=date(2024, 12, 31))
    release(warehouse, metadata, last, of=later)
    with pytest.raises(ConfigurationError, match="document 99 of 2024 is 2024-S2/r01 already"):
        release(warehouse, metadata, replace(SECOND, number=99))
    first = replace(SECOND, dated=date(2025, 1, 1))
    release(warehouse, metadata, replace(first, number=99), of=later)  # the next year counts from 1
    release(warehouse, metadata, FIRST, body="19", of=later.following)  # another body's numbers are its own


def test_what_is_read_of_releases(warehouse: Warehouse, metadata: Metadata) -> None:
    load_forms(warehouse, metadata, form("a", "01834"))
    with warehouse.reading() as connection:
        assert past_releases(connection, PERIOD) == ()
        assert last_official(connection, PERIOD) is None
    for edition, total in ((DRAFT, 107), (FIRST, 108), (DRAFT, 108), (SECOND, 108)):
        release(warehouse, metadata, edition, total)
    with warehouse.reading() as connection:
        past = past_releases(connection, PERIOD)
        assert [p.edition for p in past] == [DRAFT, FIRST, DRAFT, SECOND]
        # each with the one before of its kind: the second draft is not what the first said, the revision is the same
        assert [p.changed for p in past] == [0, 0, 1, 0]
        assert {p.created_at - AT for p in past} == {timedelta(0)}
        assert past_releases(connection, PERIOD, [3]) == past[2:3]
        assert past_releases(connection, PERIOD, []) == ()
        newest = last_official(connection, PERIOD)
        assert newest is not None
        assert (newest.release_id, newest.revision) == (4, 2)
        everything, some = shown_in(connection, newest), shown_in(connection, newest, ["loan_amount"])
        assert everything.figures == released_figures(connection, 4) == earlier_tables(connection, [4])[0].figures
        assert (list(everything.figures), list(some.figures)) == (["fac_total"], [])
        with pytest.raises(ConfigurationError, match="the warehouse has no such release: 5, 6"):
            earlier_tables(connection, [6, 4, 5])
        with pytest.raises(ConfigurationError, match="the warehouse has no such release: 4"):
            past_releases(connection, PERIOD.following, [4])
