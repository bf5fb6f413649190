"""The report's sentences, by figures written short: their grammar as approved, and that they say nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.publish.report.spoken_releases import content_of, figure, figures, numbers_in, own, texts_of
from wardreport.domain.figure import FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.release import Edition, FigureChange, Narrative, ReleaseKind
from wardreport.metadata import Metadata
from wardreport.metadata.indicators import ValueType
from wardreport.publish.report.report_sentences import SECTIONS, Line, report_sections
from wardreport.publish.report.sentence_outline import read_sentence_outline

GOLDEN = yaml.safe_load((Path(__file__).parents[2] / "golden" / "phrases.yaml").read_text(encoding="utf-8"))
AGENCIES = {"058-CA": (30, 4000), "058-HPN": (17, 1914), "058-GDDT": (None, None)}


def told(case: Mapping[str, Any], metadata: Metadata) -> list[str]:
    """What the section of a golden case says, without what nobody wrote."""
    now = figures(case["now"])
    by_unit = ()
    if case.get("owners"):
        now["comm_sessions"] = replace(now["comm_sessions"], contributing=tuple(AGENCIES))
        both = [(unit, zip(("comm_sessions", "comm_attendees"), pair, strict=True)) for unit, pair in AGENCIES.items()]
        by_unit = tuple(own(unit, name, number) for unit, pairs in both for name, number in pairs)
    earlier = {key: figures(case[key]) for key in ("before", "last_year") if key in case}
    content = content_of(metadata, now, by_unit=by_unit, **earlier)
    return [line.text for line in report_sections(content, metadata)[case["section"]] if not line.gap]


# the grammar


@pytest.mark.parametrize("form", GOLDEN)
def test_every_form_reads_as_approved(form: str, metadata: Metadata) -> None:
    assert told(GOLDEN[form], metadata) == GOLDEN[form]["says"]


def test_the_golden_forms_hold_every_kind_of_figure_and_every_turn_of_phrase() -> None:
    said = " ".join(text for case in GOLDEN.values() for text in case["says"])
    for turn in (
        "không phát sinh",
        "không ghi nhận",
        "không có",
        "chưa ghi nhận",
        "chưa có số liệu về",
        "chưa công bố số liệu về",
        "số liệu chưa đầy đủ, còn thiếu 02 đơn vị",
        "trong đó:",
        "Cụ thể:",
        "tăng",
        "giảm",
        "không thay đổi",
        "điểm phần trăm",
        "cùng kỳ năm 2023",
        "so với năm 2023",
        "biểu số liệu không ghi tổng số",
    ):
        assert turn.casefold() in said.casefold(), turn
    shown = {figure("x", text).status for case in GOLDEN.values() for text in case["now"].values()}
    assert shown == set(FigureStatus)


# both forms


@pytest.mark.parametrize("period", [Period(2024, 1), Period(2025, 1), Period(2025, 2)], ids=str)
def test_every_figure_of_the_form_is_told(period: Period, metadata: Metadata) -> None:
    rows = metadata.form(period).row_of
    distinct = {name: Decimal(1000 + number) for number, name in enumerate(rows)}
    yes_no = {name for name in rows if metadata.indicators[name].value_type is ValueType.YESNO}
    now = {n: figure(n, True if n in yes_no else distinct[n]) for n in rows}
    sections = report_sections(content_of(metadata, now, period=period), metadata)
    text = "\n".join(texts_of(sections))
    numbers = set(numbers_in(text))
    assert {name for name in rows if name not in yes_no and distinct[name] not in numbers} == set()
    assert all(read_sentence_outline(metadata, SECTIONS).phrases[name].noun in text for name in yes_no)
    assert ("huyện" in text) is (period != Period(2025, 2))


@pytest.mark.parametrize("period", [Period(2024, 1), Period(2025, 2)], ids=str)
def test_a_form_that_is_all_nil_takes_few_sentences(period: Period, metadata: Metadata) -> None:
    now = {name: figure(name, "-") for name in metadata.form(period).row_of}
    sections = report_sections(content_of(metadata, now, period=period), metadata)
    told_lines = {name: [line for line in lines if not line.gap] for name, lines in sections.items()}
    assert max(map(len, told_lines.values())) == 2  # on the spot, and within the half year
    assert not any(numbers_in(text.replace("178", "").replace(str(period.year), "")) for text in texts_of(sections))


# what owners reported


def test_an_agency_stands_in_a_line_only_where_its_figure_may_be_shown(metadata: Metadata) -> None:
    sessions = replace(figure("comm_sessions", 60), contributing=("058-CA", "058-HPN", "058-MTTQ", "058-GDDT"))
    by_unit = (
        own("058-CA", "comm_sessions", 30, suppressed=True),
        own("058-CA", "comm_attendees", 4000),
        own("058-HPN", "comm_sessions", 17),
        own("058-HPN", "comm_attendees", 1914, suppressed=True),
        own("058-MTTQ", "comm_sessions", 0),
        own("058-GDDT", "comm_sessions", 24),
        own("058-GDDT", "comm_attendees", 0),
        own("01834", "comm_sessions", 9),  # no owner: a ward's own sessions are not in the sum
    )
    content = content_of(metadata, {"comm_sessions": sessions}, by_unit=by_unit)
    lines = report_sections(content, metadata)["truyen_thong"]
    assert [line.text for line in lines if line.level == 1] == [
        "+ Hội Liên hiệp Phụ nữ thành phố: 17 buổi;",
        "+ Phòng Giáo dục và Đào tạo thành phố: 24 buổi.",
    ]


# what people write


def _narratives(metadata: Metadata, *narratives: Narrative) -> Mapping[str, tuple[Line, ...]]:
    return report_sections(content_of(metadata, figures({"fac_total": 12}), narratives=narratives), metadata)


def test_a_required_section_that_nobody_wrote_says_what_is_to_be_written(metadata: Metadata) -> None:
    sections = _narratives(metadata)
    gaps = {name: [line.text for line in lines if line.gap] for name, lines in sections.items()}
    assert {name for name, texts in gaps.items() if texts} == {
        name for name, section in metadata.narrative_sections.items() if section.required
    }
    for name, section in metadata.narrative_sections.items():
        if section.required:
            assert len(gaps[name]) == 1
            assert section.prompt[1:] in gaps[name][0]
    assert sections["tinh_hinh"][0].gap
    assert not sections["tinh_hinh"][-1].gap


def test_a_blank_text_fills_no_gap(metadata: Metadata) -> None:
    assert _narratives(metadata, Narrative("01834", "ton_tai", " \n - \n"))["ton_tai"][0].gap


def test_texts_of_units_stand_one_after_the_other_before_the_figures(metadata: Metadata) -> None:
    sections = _narratives(
        metadata,
        Narrative("01834", "tinh_hinh", "  Tình hình\u00a0 ổn định.  "),
        Narrative("058-CA", "tinh_hinh", "- Địa bàn phức tạp.\n\n- Cần theo dõi.\r\nXem {thêm} {{x}}."),
    )
    assert [(line.text, line.level, line.gap) for line in sections["tinh_hinh"]] == [
        ("- Phường Nguyễn Thị Minh Khai: Tình hình ổn định.", 0, False),
        ("- Công an thành phố: Địa bàn phức tạp.", 0, False),
        ("+ Cần theo dõi.", 1, False),
        ("Xem {thêm} {{x}}.", 0, False),
        ("- Trên địa bàn có 12 cơ sở kinh doanh dịch vụ dễ phát sinh tệ nạn mại dâm.", 0, False),
    ]
    assert [line.gap for line in sections["ton_tai"]] == [True]


# what a revision changes


def test_a_revision_says_why_and_from_what_to_what(metadata: Metadata) -> None:
    changes = (
        ("fac_lodging", 74, 75),
        ("offenders", "-", "5*"),
        ("budget_total", 30, "30.5"),
        ("prog_drug", False, True),
        ("comm_ward_pct", "…", "87.5"),
        ("sw_recorded", "(c)", 0),
        ("sanctioned_seller_u18", 6, "(c)"),
    )
    made = tuple(FigureChange(figure(name, old), figure(name, new)) for name, old, new in changes)
    edition = Edition(ReleaseKind.OFFICIAL, 2, 51, date(2025, 1, 6), reason="đơn vị nộp lại\n biểu.", changes=made)
    content = content_of(metadata, figures({"fac_total": 12}), edition=edition, out=True)
    lines = report_sections(content, metadata)["thay_doi"]
    assert [line.text for line in lines] == [
        "- Lý do điều chỉnh: đơn vị nộp lại biểu.",
        "- Số liệu điều chỉnh so với báo cáo đã ban hành:",
        "+ Số cơ sở lưu trú: từ 74 cơ sở thành 75 cơ sở;",
        "+ Số người vi phạm pháp luật về phòng, chống mại dâm: từ “không phát sinh” thành 05 người "
        "(số liệu chưa đầy đủ, còn thiếu 01 đơn vị);",
        "+ Nguồn kinh phí thực hiện nhiệm vụ phòng, chống mại dâm năm 2024: từ 30 triệu đồng thành 30,5 triệu đồng;",
        "+ Chương trình phòng, chống ma túy: từ “không” thành “có”;",
        "+ Tỷ lệ xã, phường tổ chức ít nhất một hình thức tuyên truyền: từ “chưa có số liệu” thành 87,5%;",
        "+ Số người bán dâm được thống kê qua hồ sơ xử phạt hành chính: từ “chưa công bố số liệu” thành 0 người;",
        "+ Số người bán dâm dưới 18 tuổi bị xử lý vi phạm hành chính: từ 06 người thành “chưa công bố số liệu”.",
    ]
    assert [line.level for line in lines] == [0, 0, *[1] * 7]


def test_a_revision_without_changes_says_so_and_a_first_release_says_nothing(metadata: Metadata) -> None:
    def said(edition: Edition, *, out: bool) -> list[str]:
        content = content_of(metadata, figures({"fac_total": 12}), edition=edition, out=out)
        return [line.text for line in report_sections(content, metadata)["thay_doi"]]

    change = (FigureChange(figure("fac_total", 1), figure("fac_total", 2)),)
    assert said(Edition(ReleaseKind.OFFICIAL, 3, 60, date(2025, 2, 1), reason="sửa lỗi chính tả"), out=True) == [
        "- Lý do điều chỉnh: sửa lỗi chính tả.",
        "- Số liệu tổng hợp không thay đổi so với báo cáo đã ban hành.",
    ]
    assert said(Edition(ReleaseKind.OFFICIAL, 1, 45, date(2025, 1, 1), changes=change), out=False) == []
    assert said(Edition(), out=False) == []


def test_the_draft_of_a_revision_asks_for_the_reason_and_shows_what_would_change(metadata: Metadata) -> None:
    change = (FigureChange(figure("fac_total", 11), figure("fac_total", 12)),)
    content = content_of(metadata, figures({"fac_total": 12}), edition=Edition(changes=change), out=True)
    reason, told, changed = report_sections(content, metadata)["thay_doi"]
    assert (reason.gap, told.gap, changed.gap) == (True, False, False)
    assert changed.text.endswith("từ 11 cơ sở thành 12 cơ sở.")
