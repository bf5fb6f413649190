"""Contradictions inside a report that was typed by hand, as those of the real one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.review.edited_report.conftest import Released
from tests.review.edited_report.typed_reports import TEXT, typed_report
from tests.specimens.submissions import PERIOD
from wardreport.domain.finding import Severity
from wardreport.metadata import Metadata
from wardreport.review.edited_report import verify_report
from wardreport.review.edited_report.discrepancy import DiscrepancyKind as Kind

pytestmark = pytest.mark.slow

Typed = Callable[..., list[tuple[Kind, Severity, str, str | None, str | None]]]
CRITICAL, WARNING = Severity.CRITICAL, Severity.WARNING


@pytest.fixture
def typed(tmp_path: Path, metadata: Metadata) -> Typed:
    """What is wrong with a typed report, official, without a release to compare with."""

    def verify(*changes: tuple[str, str], **given: object) -> list[tuple[Kind, Severity, str, str | None, str | None]]:
        joined = "\n".join(TEXT)
        for old, new in changes:
            assert old in joined
            joined = joined.replace(old, new)
        file = typed_report(tmp_path / "typed.docx", metadata, text=joined.split("\n"), **given)  # type: ignore[arg-type]
        found = verify_report(file, None, {}, PERIOD, metadata, official=True)
        return [(d.kind, d.severity, d.place, d.indicator, d.found) for d in found]

    return verify


def test_nothing_is_found_in_a_correct_report(typed: Typed) -> None:
    assert typed() == []


def test_a1_parts_that_do_not_make_their_total(typed: Typed) -> None:
    figures = {"fac_total": "108", "fac_inspected_pct": "4,63"}
    assert typed(("có 109", "có 108"), figures=figures) == [(Kind.SUM, CRITICAL, "Phụ lục, dòng 3", "fac_total", "108")]


def test_a2_a_nil_total_beside_a_part(typed: Typed) -> None:
    assert typed(figures={"team_total": "-"}) == [(Kind.SUM, CRITICAL, "Phụ lục, dòng 49", "team_total", "-")]


@pytest.mark.parametrize("printed", ["-", "", "4,95", "45,9"])
def test_a3_a_percentage_that_can_be_computed(typed: Typed, printed: str) -> None:
    assert typed(figures={"fac_inspected_pct": printed}) == [
        (Kind.RATIO, WARNING, "Phụ lục, dòng 67", "fac_inspected_pct", printed or None)
    ]


def test_a_percentage_may_have_fewer_decimals(typed: Typed) -> None:
    assert typed(figures={"fac_inspected_pct": "4,6"}) == []


def test_a18_number_and_day_left_blank(typed: Typed) -> None:
    found = typed(number="      ", dated="ngày     tháng 6 năm 2024", attached="số:      /BC-UBND ngày      /6/2024")
    assert found == [
        (Kind.GAP, CRITICAL, "Đầu văn bản", None, ""),
        (Kind.GAP, CRITICAL, "Phụ lục", None, ""),
    ]


def test_a19_numbers_out_of_the_order_of_dates(typed: Typed) -> None:
    found = typed(("1491/UBND-LĐTBXH ngày 04/6/2024", "1340/UBND-LĐTBXH ngày 20/02/2024"))
    assert found == [(Kind.DATE_ORDER, WARNING, "đoạn 3", None, "1340/UBND-LĐTBXH ngày 20/02/2024")]


def test_kinds_bodies_and_years_number_by_themselves(typed: Typed) -> None:
    for other in ("1340/QĐ-UBND ngày 20/02/2024", "1340/SVHTTDL-VP ngày 20/02/2024", "1340/UBND-VHTT ngày 20/02/2023"):
        assert typed(("1491/UBND-LĐTBXH ngày 04/6/2024", other)) == []


def test_a20_one_agencys_code_in_several_ways(typed: Typed) -> None:
    found = typed(("ngày 04/6/2024, các", "ngày 04/6/2024 (Công văn số 1500/UBND-LĐTBOXH, 1501/LĐT BXH-PCTNXH), các"))
    assert found == [(Kind.CODE_VARIANTS, WARNING, "đoạn 3", None, "LĐT BXH; LĐTBOXH; LĐTBXH")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("74 cơ sở lưu trú", "47 cơ sở lưu trú", (Kind.NARRATIVE, "đoạn 4", "fac_lodging", "47")),
        ("13 quán Karaoke", "14 quán Karaoke", (Kind.SUM, "đoạn 4", "fac_karaoke_massage", "18")),
        ("89 cơ sở", "98 cơ sở", (Kind.NARRATIVE, "đoạn 5", "fac_committed", "98")),
        ("khoảng 40 người", "khoảng 45 người", (Kind.NARRATIVE, "đoạn 6", "staff_total", "45")),
        ("20 triệu", "25 triệu", (Kind.SUM, "đoạn 8, đoạn 9", "budget_total", "35")),
        ("142 buổi", "124 buổi", (Kind.SUM, "đoạn 10, đoạn 11", "comm_sessions", "195")),
        ("4.387 lượt", "4.837 lượt", (Kind.SUM, "đoạn 10, đoạn 11", "comm_attendees", "20.260")),
        ("kiểm tra 05 cơ sở", "kiểm tra 06 cơ sở", (Kind.NARRATIVE, "đoạn 12", "fac_inspected", "6")),
    ],
)
def test_text_against_annex(typed: Typed, old: str, new: str, expected: tuple[object, ...]) -> None:
    kind, place, indicator, said = expected
    severity = CRITICAL if kind is Kind.NARRATIVE else WARNING
    assert typed((old, new)) == [(kind, severity, place, indicator, said)]


def test_another_period_and_what_is_planned_are_not_the_annexs(typed: Typed) -> None:
    assert typed(("89 cơ sở đã ký cam kết", "89 cơ sở đã ký cam kết, so với cùng kỳ có 80 cơ sở ký cam kết")) == []
    assert typed(("300 buổi", "350 buổi")) == []


def test_a_wrong_total_beside_right_parts_is_told_as_the_total(typed: Typed) -> None:
    found = typed(("Công an tổ chức 30", "Toàn địa bàn tổ chức 231 buổi; công an tổ chức 30"))
    assert found == [(Kind.NARRATIVE, CRITICAL, "đoạn 10", "comm_sessions", "231")]


def test_head_and_annex_that_do_not_agree(typed: Typed) -> None:
    assert typed(attached="số 54/BC-UBND ngày 05/6/2024") == [(Kind.HEAD, CRITICAL, "Phụ lục", None, "54")]


def test_a_date_that_is_none(typed: Typed) -> None:
    found = typed(("ngày 22/4/2024", "ngày 31/4/2024"))
    assert found == [(Kind.DATE_ORDER, WARNING, "đoạn 3", None, "89/KH-UBND ngày 31/4/2024")]


def test_a_contradiction_that_the_warehouse_has_too_is_only_told(
    released: Released, metadata: Metadata, tmp_path: Path
) -> None:
    shown = {"fac_total": "108", "team_total": "-", "fac_inspected_pct": "4,63", "comm_ward_pct": "100"}
    shown |= {name: "Có" for name in metadata.indicators if name.startswith("prog_")}
    file = typed_report(
        tmp_path / "typed.docx",
        metadata,
        text=[line.replace("có 109", "có 108") for line in TEXT],
        figures={**shown, "fac_violating": "0"},
    )
    found = verify_report(file, None, released.figures, PERIOD, metadata)
    assert [(d.kind, d.severity, d.indicator) for d in found] == [
        (Kind.SUM, Severity.INFO, "fac_total"),
        (Kind.SUM, Severity.INFO, "team_total"),
    ]


def test_a_total_whose_parts_are_all_nil_says_nothing_of_their_sum(typed: Typed) -> None:
    assert typed(figures={"budget_local": "-"}) == []
