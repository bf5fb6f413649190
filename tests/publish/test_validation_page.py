"""``kiem-tra.html`` in a real browser: offline, in Vietnamese, who reported and what was found where."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.conftest import AS_OF
from tests.specimens import PERIOD
from wardreport.domain.validation import Decision
from wardreport.pipeline import Deployment, run_period

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking", "--disable-sync"]
        )


def _open(browser: Browser, deployment: Deployment, decisions: tuple[Decision, ...]) -> tuple[Page, list[str]]:
    release = run_period(PERIOD, deployment, decisions=decisions, as_of=AS_OF, tell=lambda _: None)
    page, asked = browser.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto((release.folder / "kiem-tra.html").as_uri())
    return page, asked


def test_with_the_decisions_everything_can_be_published(
    browser: Browser, deployment: Deployment, sample_decisions: tuple[Decision, ...]
) -> None:
    page, asked = _open(browser, deployment, sample_decisions)
    assert page.locator("html").get_attribute("lang") == "vi"
    assert "Có thể công bố" in page.locator(".answer").inner_text()
    assert page.locator("tbody tr:has(.badge.accepted)").count() >= 14
    ward = page.locator("details[id='01837']")
    assert "Bieu!C9" in ward.inner_text()
    assert "công bố theo số đã báo cáo" in ward.inner_text()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_without_them_two_units_are_held_and_the_figures_that_they_feed_are_named(
    browser: Browser, deployment: Deployment
) -> None:
    page, _ = _open(browser, deployment, ())
    answer = page.locator(".answer").inner_text()
    assert "Chưa đủ để công bố" in answer
    assert "12/14" in answer
    for unit in ("01837", "058-D178"):
        assert page.locator(f"details[id='{unit}'] summary .badge.held").count() == 1
    partial = page.locator("table", has=page.locator("th", has_text="Còn thiếu"))
    assert "Phường Sông Cầu" in partial.inner_text()
    assert "Đội kiểm tra liên ngành 178" in partial.inner_text()


def test_a_phone_scrolls_the_tables_and_not_the_page(
    browser: Browser, deployment: Deployment, sample_decisions: tuple[Decision, ...]
) -> None:
    page, _ = _open(browser, deployment, sample_decisions)
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_submitted_figure_stands_on_the_page(
    browser: Browser, deployment: Deployment, sample_decisions: tuple[Decision, ...]
) -> None:
    page, _ = _open(browser, deployment, sample_decisions)
    for figure in ("4.000", "19.810", "9.509", "1.050"):
        assert figure not in page.content()
