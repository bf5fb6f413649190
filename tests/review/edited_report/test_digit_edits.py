"""A single changed digit, anywhere in the visible text, is found where it stands."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.review.edited_report.conftest import Released
from tests.review.edited_report.edited_reports import (
    Spot,
    change_digit,
    opened,
    saved_by_libreoffice,
    split_runs,
    spots,
)
from tests.specimens.submissions import PERIOD
from wardreport.domain.finding import Severity
from wardreport.metadata import Metadata
from wardreport.review.edited_report import Discrepancy, verify_report
from wardreport.review.edited_report.discrepancy import DiscrepancyKind
from wardreport.workflow.settings import load_settings

pytestmark = pytest.mark.slow

Verified = Callable[..., list[Discrepancy]]
DOCUMENTS, EDITS = 50, 10
COMPARED = {DiscrepancyKind.DIFFERS, DiscrepancyKind.GONE, DiscrepancyKind.NEW}


def test_an_untouched_report_has_only_what_is_still_to_be_written_and_what_was_accepted(
    released: Released, metadata: Metadata
) -> None:
    found = verify_report(released.report, released.report, released.figures, PERIOD, metadata)
    assert {one.severity for one in found} == {Severity.INFO}
    assert {one.kind for one in found} == {DiscrepancyKind.GAP, DiscrepancyKind.SUM}
    assert {one.indicator for one in found if one.kind is DiscrepancyKind.SUM} == {"fac_total", "team_total"}


@pytest.mark.parametrize("pieces", [False, True], ids=["as written", "in many runs"])
def test_500_random_digits(released: Released, verified: Verified, tmp_path: Path, *, pieces: bool) -> None:
    rng = random.Random(7)  # noqa: S311
    tried: set[str] = set()
    for number in range(DOCUMENTS // 2):
        document = opened(released.report)
        if pieces:
            split_runs(document, rng)
        chosen = _one_a_place(spots(document), rng)[:EDITS]
        for spot in chosen:
            change_digit(spot, rng)
            tried.add(spot.place)
        edited = tmp_path / f"{number}.docx"
        document.save(str(edited))
        _found_in_place(verified(edited), chosen)
    assert len(tried) > 60  # every part of the document had its turn
    assert {place.split(",")[0].split()[0] for place in tried} == {"Đầu", "đoạn", "Phụ"}


def _one_a_place(found: list[Spot], rng: random.Random) -> list[Spot]:
    by_place: dict[str, list[Spot]] = defaultdict(list)
    for spot in found:
        by_place[spot.place].append(spot)
    chosen = [rng.choice(same) for same in by_place.values()]
    rng.shuffle(chosen)
    return chosen


def _found_in_place(discrepancies: list[Discrepancy], edits: list[Spot]) -> None:
    told = defaultdict(list)
    for one in discrepancies:
        if one.kind in COMPARED and one.severity is Severity.CRITICAL:
            told[one.place].append(one)
    for spot in edits:
        assert told.pop(spot.place, None), f"not found: {spot.place}: {spot.element.text}"
    # a digit in a label makes its row another one: the form's own is missed then, which is no edit of its own
    assert set(told) <= {"Phụ lục"}
    assert all(one.message.startswith("Biểu thiếu dòng") for one in told.get("Phụ lục", ()))


def test_what_libreoffice_saved_again_is_the_same_report(
    released: Released, verified: Verified, tmp_path: Path
) -> None:
    soffice = load_settings().converter
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    again = saved_by_libreoffice(soffice, released.report, tmp_path)
    assert verified(again) == []
    rng = random.Random(8)  # noqa: S311
    document = opened(again)
    chosen = _one_a_place(spots(document), rng)[:EDITS]
    for spot in chosen:
        change_digit(spot, rng)
    document.save(str(tmp_path / "edited.docx"))
    _found_in_place(verified(tmp_path / "edited.docx"), chosen)
