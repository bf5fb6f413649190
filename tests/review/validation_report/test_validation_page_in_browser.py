"""``kiem-tra.html`` in a real browser: found, filtered, opened, followed and printed; offline and by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import AS_OF
from tests.review.validation_report.test_validation_page import HOSTILE, PARTITION
from tests.specimens.submissions import PERIOD
from wardreport.domain.finding import Verdict
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import Decision, RegisterEntry, ResponseState, SubmissionReport
from wardreport.metadata import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.publish.release_content import ReleaseContent
from wardreport.review.validation_report.validation_building import validation_content
from wardreport.review.validation_report.validation_page import write_validation_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

MANY = 3_321
WIDE = {"width": 1400, "height": 1000}


@pytest.fixture(scope="module")
def pages(drafted: Callable[..., Path], sample_decisions: tuple[Decision, ...]) -> dict[str, Path]:
    """The page of the sample cycle with its decisions and without them."""
    page = Path("internal") / str(PERIOD) / "draft" / "kiem-tra.html"
    return {"decided": drafted(sample_decisions) / page, "open": drafted(()) / page}


def _wait_for(page: Page, selector: str, count: int) -> None:
    from playwright.sync_api import expect

    expect(page.locator(selector)).to_have_count(count)  # wait_for_function would need eval, which the page forbids


def _names(page: Page) -> list[str]:
    return page.locator("#bang tr.u .name").all_inner_texts()


def test_the_first_screen_answers_whether_it_can_be_published(
    visit: Callable[..., Page], pages: dict[str, Path]
) -> None:
    page = visit(pages["decided"])
    assert page.locator("html").get_attribute("lang") == "vi"
    assert "Có thể công bố." in page.locator(".answer").inner_text()
    answer = visit(pages["open"]).locator(".answer")
    assert "Chưa thể công bố." in answer.inner_text()
    assert "12/14" in answer.inner_text()
    for name in ("Phường Sông Cầu", "Đội kiểm tra liên ngành 178"):
        assert name in answer.inner_text()
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < WIDE["height"]


@pytest.mark.parametrize("query", ["song cau", "SÔNG CẦU", "01837", "sông cầ"])
def test_a_unit_is_found_with_and_without_diacritics(
    visit: Callable[..., Page], pages: dict[str, Path], query: str
) -> None:
    page = visit(pages["open"])
    page.fill("#tim", query)
    _wait_for(page, "#bang tr.u", 1)
    assert _names(page) == ["Phường Sông Cầu"]
    assert page.locator("#dem").inner_text() == "Hiện 1/14 đơn vị"
    page.click("#xoa-loc")
    assert len(_names(page)) == 14


def test_filters_stand_in_the_address_and_come_back_from_it(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["open"])
    page.select_option("#muc", "open")
    assert len(_names(page)) == 2
    page.select_option("#loc-quy-tac", "partition-team_total")
    assert _names(page) == ["Đội kiểm tra liên ngành 178 thành phố"]
    page.click("button.unit")
    assert "muc=open" in page.url
    again = visit(pages["open"], page.url[page.url.index("#") :])
    assert _names(again) == ["Đội kiểm tra liên ngành 178 thành phố"]
    assert again.locator("tr.detail").count() == 1
    page.click("#xoa-loc")
    page.check("#can")
    assert len(_names(page)) == 2
    page.uncheck("#can")
    page.select_option("#trang-thai", "accepted")
    assert len(_names(page)) == 12
    page.select_option("#trang-thai", "")
    page.select_option("#xep", "ten")
    assert _names(page)[0] == "Công an thành phố"


def test_a_cell_of_the_map_leads_to_the_finding_and_the_finding_to_its_row_and_back(
    visit: Callable[..., Page], pages: dict[str, Path]
) -> None:
    page = visit(pages["decided"])
    cell = page.locator("#don-vi-01837 a.h")
    assert cell.inner_text() == "✓1"
    assert "nghiêm trọng, đã quyết định" in (cell.get_attribute("aria-label") or "")
    cell.click()
    detail = page.locator("#ct-01837")
    for said in ("Bieu!C9", "Có số", "Công bố theo số đã báo cáo", "Người kiểm tra chất lượng số liệu, 05/06/2024"):
        assert said in detail.inner_text()
    link = detail.locator("a[href^='#dong-']").first
    link.click()
    row = page.evaluate("document.activeElement.id")
    assert row == "dong-3"
    page.click(".back")
    _wait_for(page, "[id^='ph-01837']:focus", 1)
    assert detail.is_visible()
    page.click("#dong-3 a[href='#don-vi-01837']")
    assert page.evaluate("document.activeElement.id") == "b-01837"


def test_by_keyboard_alone(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["open"])
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.className") == "unit":
            break
    assert page.locator(":focus .name").inner_text() == "Phường Sông Cầu"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("aria-expanded") == "true"
    assert page.locator("#ct-01837").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link of the finding to its row
    assert page.evaluate("document.activeElement.id") == "dong-3"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # and back
    _wait_for(page, "[id^='ph-01837']:focus", 1)


def test_everything_opens_and_folds_at_once(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["open"])
    page.click("#mo-het")
    assert page.locator("tr.detail").count() == 14
    page.click("#gap-het")
    assert page.locator("tr.detail").count() == 0


def test_paper_shows_everything_and_no_controls(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["open"])
    page.emulate_media(media="print")
    _wait_for(page, "tr.detail", 14)
    for hidden in (".filters", "nav"):
        assert not page.locator(hidden).is_visible()
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("#dong-115").is_visible()
    page.emulate_media(media="screen")
    _wait_for(page, "tr.detail", 0)


def test_without_javascript_everything_stands_there(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["decided"], java_script_enabled=False)
    article = page.locator("article[id='don-vi-01837']")
    assert article.is_visible()
    assert "Bieu!C9" in article.inner_text()
    assert page.locator("article.unit").count() == 14
    assert not page.locator(".filters").is_visible()


def test_a_phone_scrolls_the_table_and_not_the_page(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["open"], viewport={"width": 390, "height": 844})
    page.click("#b-01837")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    box = page.locator("#ct-01837 .in").bounding_box()
    assert box is not None
    assert box["width"] <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["decided", "open"])
def test_no_barrier_that_axe_calls_serious(
    visit: Callable[..., Page], pages: dict[str, Path], scheme: str, name: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(pages[name], color_scheme=scheme)
    page.click("#b-01837")
    page.click("summary")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []


def _many(metadata: Metadata, rule_book: RuleBook, target: Path) -> Path:
    received = datetime(2024, 6, 1, tzinfo=UTC)
    register = []
    for number in range(MANY):
        code = f"W{number:05}"
        report = SubmissionReport(f"{number:064}", code, PERIOD, "annex-2024", received, Verdict.HELD, (PARTITION,))
        name = HOSTILE if number == 0 else f"Phường số {number}"
        due = date(2024, 6, 10)
        register.append(
            RegisterEntry(code, name, "ward", ResponseState.HELD, (report,), None, due, None, None, None, ())
        )
    unit = metadata.consolidating_unit(PERIOD).unit_code
    table = SafeTable(PERIOD, "annex-2024", unit, {}, (), ())
    write_validation_page(
        validation_content(ReleaseContent(table, tuple(register), AS_OF), rule_book, metadata), target
    )
    return target


def test_thousands_of_units_are_drawn_as_they_are_looked_at(
    visit: Callable[..., Page], metadata: Metadata, rule_book: RuleBook, tmp_path: Path
) -> None:
    page = visit(_many(metadata, rule_book, tmp_path / "kiem-tra.html"))
    assert page.locator("#dem").inner_text() == f"{MANY} đơn vị"
    assert page.locator("tr.u").count() < 200
    assert _names(page)[0] == HOSTILE
    page.evaluate("document.querySelector('#bang').scrollIntoView({block: 'end'})")
    page.wait_for_selector(f"#don-vi-W{MANY - 1:05}")
    page.fill("#tim", "phuong so 2000")
    _wait_for(page, "#bang tr.u", 1)
    page.click("button.unit")
    assert "Bieu!C9" in page.locator("tr.detail").inner_text()
