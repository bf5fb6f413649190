"""``index.html`` of a release in a real browser: offline, on a phone, on paper, and by a screen reader's rules."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.publish.charts.test_charts import release_content
from tests.publish.pages.test_release_page import fill, revised
from wardreport.metadata import Metadata
from wardreport.publish.charts.charts import draw_charts
from wardreport.publish.pages.release_page import write_release_page

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory, metadata: Metadata) -> dict[str, Path]:
    """The page of a draft and of a revision."""
    written = {}
    for name, content in (("draft", release_content(metadata)), ("r02", revised(metadata))):
        folder = fill(tmp_path_factory.mktemp(name))
        write_release_page(content, metadata, draw_charts(content, metadata), folder)
        written[name] = folder / "index.html"
    return written


def test_every_picture_is_drawn(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["r02"])
    widths = page.evaluate("[...document.images].map(image => image.complete && image.naturalWidth)")
    assert len(widths) == 5
    assert all(width > 400 for width in widths)


@pytest.mark.parametrize("name", ["draft", "r02"])
def test_a_phone_scrolls_tables_and_not_the_page(visit: Callable[..., Page], pages: dict[str, Path], name: str) -> None:
    page = visit(pages[name], viewport=PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    figure = page.locator("table.annex td.now").first
    box = figure.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= PHONE["width"]  # a figure is seen without scrolling, and its unit too
    assert page.locator("table.annex .phone-only").first.is_visible()
    assert not visit(pages[name]).locator("table.annex .phone-only").first.is_visible()


def test_links_lead_to_sections_and_files(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["r02"])
    for link in page.locator("nav a").all():
        assert page.locator(link.get_attribute("href") or "").count() == 1
    addresses = page.evaluate("[...document.querySelectorAll('#tai-ve ~ .framed a')].map(link => link.href)")
    assert len(addresses) == 5
    from urllib.parse import unquote, urlsplit

    for address in addresses:
        file = Path(unquote(urlsplit(address).path))
        assert file.exists() or file.name == "manifest.json"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [WIDE, PHONE])
def test_axe_finds_no_barrier(
    visit: Callable[..., Page], pages: dict[str, Path], scheme: str, viewport: dict[str, int]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    page = visit(pages["r02"], color_scheme=scheme, viewport=viewport)
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("moderate", "serious", "critical")] == []


def test_by_keyboard_alone(visit: Callable[..., Page], pages: dict[str, Path]) -> None:
    page = visit(pages["r02"])
    page.keyboard.press("Tab")
    assert page.locator(":focus").inner_text() == "Đến nội dung chính"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_paper_says_draft_on_every_page_and_shows_what_a_wide_screen_does(
    visit: Callable[..., Page], pages: dict[str, Path], tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils (pdftotext) is not installed")
    for name in ("draft", "r02"):
        file = tmp_path / f"{name}.pdf"
        visit(pages[name]).pdf(path=file, prefer_css_page_size=True)
        command = ["pdftotext", "-layout", str(file), "-"]
        text = subprocess.run(command, check=True, capture_output=True, text=True).stdout.rstrip("\f")
        printed = text.split("\f")
        assert len(printed) > 3
        assert [("DỰ THẢO" in page) for page in printed] == [name == "draft"] * len(printed)
        assert "Đơn vị tính" in text
        assert "19.810" in text
