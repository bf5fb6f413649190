"""``chat-luong.html``: quality over time by its content: counts and rules, never a figure, and nothing from outside."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from wardreport.domain.finding import Severity, Verdict
from wardreport.domain.period import Period
from wardreport.domain.quality import PeriodQuality, Quality, RuleQuality, Timeliness, UnitQuality
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.publish.pages.quality_page import troubled_units, write_quality_page

AT = datetime(2024, 12, 24, 18, 0, tzinfo=UTC)
S1, S2, BEYOND = Period(2024, 1), Period(2024, 2), Period(2031, 1)
HOSTILE = "</style><script>alert(1)</script>\"'&"
SAMPLE = PeriodQuality(
    period=S1,
    units_reported=14,
    submissions=17,
    accepted=12,
    held=3,
    rejected=1,
    quarantined=1,
    returned=2,
    right_first_time=9,
    first_time_right_percent=Decimal("64.3"),
    critical=21,
    warning=1034,
    info=5,
    findings_per_submission=Decimal("62.35"),
)


def _unit(period: Period, code: str = "01837", unit_id: int | None = 3, **more: Any) -> UnitQuality:
    given: dict[str, Any] = {
        "period": period,
        "unit_code": code,
        "unit_id": unit_id,
        "unit_name": "Phường Sông Cầu",
        "versions": 2,
        "not_accepted_at_first": 1,
        "first_received_at": AT,
        "first_verdict": Verdict.HELD,
        "right_first_time": False,
        "newest_verdict": Verdict.ACCEPTED,
        "critical": 0,
        "warning": 2,
    }
    return UnitQuality(**{**given, **more})


def _write(
    quality: Quality, metadata: Metadata, rule_book: RuleBook, folder: Path, late: dict[Period, Timeliness]
) -> str:
    target = folder / "chat-luong.html"
    write_quality_page(quality, late, metadata, rule_book, target, created_at=AT)
    return target.read_text(encoding="utf-8")


@pytest.fixture
def page(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> str:
    entries = [entry.id for entry in rule_book.entries][:11]
    quality = Quality(
        periods=(
            replace(SAMPLE, period=None, first_time_right_percent=None, units_reported=0),
            SAMPLE,
            replace(SAMPLE, period=S2, first_time_right_percent=Decimal("80.0")),
            replace(SAMPLE, period=BEYOND),
        ),
        rules=(
            *(RuleQuality(S1, "cell.blank", entry, Severity.WARNING, 11 - n, 12) for n, entry in enumerate(entries)),
            RuleQuality(S2, "rule.partition", HOSTILE, Severity.CRITICAL, 4, 5),
        ),
        units=(
            _unit(S1),
            _unit(S1, "01840", 4, unit_name="Phường một kỳ"),
            _unit(S2, unit_name=HOSTILE),
        ),
    )
    return _write(quality, metadata, rule_book, tmp_path, {S1: Timeliness(15, 3), S2: Timeliness(14, 0)})


def _row(page: str, head: str) -> list[str]:
    """The cells of the table row with that head, as a reader sees them."""
    for row in re.findall(r"<tr>(.*?)</tr>", page, re.S):
        cells = [
            " ".join(unescape(re.sub("<[^>]+>", " ", cell)).split()) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
        ]
        if head in cells:
            return cells
    raise AssertionError(f"no row {head}")


def test_one_row_a_period_with_late_units_where_they_are_known(page: str) -> None:
    counts = ["17", "12", "3", "2", "1", "1", "21", "1.034", "5", "62,35"]
    assert _row(page, "6 tháng đầu năm 2024 2024-S1") == [
        "6 tháng đầu năm 2024 2024-S1",
        "14/15",
        "3",
        "64,3% 9 đơn vị",
        *counts,
    ]
    assert _row(page, "6 tháng cuối năm 2024 2024-S2")[1:4] == ["14/14", "0", "80% 9 đơn vị"]
    assert _row(page, "2031-S1")[1:3] == ["14", "–"]  # of a period that the calendar has not
    assert _row(page, "Không rõ kỳ")[1:4] == ["0", "–", "–"]


def test_charts_say_in_words_what_they_show(page: str) -> None:
    said = [unescape(label) for label in re.findall(r'<svg [^>]*role="img" aria-label="([^"]*)"', page)]
    assert said == [
        "Đạt ngay lần đầu (%). 2024-S1: 64,3; 2024-S2: 80; 2031-S1: 64,3",
        "Phát hiện trên một lần nộp. 2024-S1: 62,35; 2024-S2: 62,35; 2031-S1: 62,35",
        "Đơn vị chậm. 2024-S1: 3; 2024-S2: 0; 2031-S1: không rõ",
    ]
    charts = re.findall(r"<svg.*?</svg>", page, re.S)
    heights = [[float(height) for height in re.findall(r'<rect [^>]*height="([\d.]+)"', chart)] for chart in charts]
    assert heights == [[57.9, 72.0, 57.9], [90.0, 90.0, 90.0], [90.0, 0.0]]  # no bar where nothing is known


def test_the_ten_rules_most_broken_with_what_they_say(page: str, rule_book: RuleBook) -> None:
    entries = rule_book.entries[:11]
    for entry in entries[:10]:
        assert _row(page, f"{entry.says} {entry.id}")[2:] == [str(11 - entries.index(entry)), "12"]
    assert f'<code class="soft">{entries[10].id}</code>' not in page
    assert (
        "Quy tắc này không còn trong bộ quy tắc." in _row(page, f"Quy tắc này không còn trong bộ quy tắc. {HOSTILE}")[1]
    )
    assert "2031-S1: không có phát hiện nào." in page


def test_units_with_trouble_in_two_periods_and_no_others(page: str) -> None:
    row = _row(page, "01837")
    assert row[2] == "2"
    assert row[3].count("Giữ lại → Chấp nhận (2 lần nộp; lần mới nhất 0 nghiêm trọng, 2 cảnh báo)") == 2
    assert "Phường một kỳ" not in page


def test_trouble_is_of_one_unit_and_known_periods() -> None:
    fine: dict[str, Any] = {"not_accepted_at_first": 0, "first_verdict": Verdict.ACCEPTED}
    assert troubled_units([_unit(S1), _unit(S2, **fine)]) == ()
    assert troubled_units([_unit(S1, unit_id=3), _unit(S2, unit_id=20)]) == ()  # a code that was given anew
    judged_anew = _unit(S2, **fine, newest_verdict=Verdict.HELD)
    found = troubled_units([_unit(S1, "09", 9), _unit(S2, "09", 9), _unit(S1), judged_anew, _unit(BEYOND)])
    assert [(unit.code, len(unit.periods)) for unit in found] == [("01837", 3), ("09", 2)]


def test_everything_is_escaped_and_nothing_comes_from_outside(page: str) -> None:
    assert HOSTILE not in page
    assert page.count(escape(HOSTILE, quote=False)[:30]) == 2
    assert "<script" not in page
    assert " style=" not in page
    assert not re.findall(r"""(?:https?:)?//\w|url\(|@import|src=""", page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert unescape(policy).startswith(f"default-src 'none'; style-src 'sha256-{digest}'")


def test_every_table_has_a_caption_and_every_head_a_scope(page: str) -> None:
    tables = re.findall(r"<table>(.*?)</table>", page, re.S)
    assert len(tables) == 4
    for table in tables:
        assert re.match(r"\s*<caption>[^<]+</caption>", table)
        assert all(re.search(r'scope="(?:col|row)"', head) for head in re.findall(r"<th\b[^>]*>", table))
    for badge in re.findall(r'<span class="badge[^>]*>([^<]*)</span>', page):
        assert badge.strip()  # never by its colour alone


def test_an_empty_warehouse_gives_a_page_that_says_so(metadata: Metadata, rule_book: RuleBook, tmp_path: Path) -> None:
    page = _write(Quality((), (), ()), metadata, rule_book, tmp_path, {})
    assert "Kho dữ liệu chưa có lần nộp nào." in page
    assert "<table" not in page
