"""A real browser for the pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

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


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Opens a page as wide as its module says; then nothing may have been asked of the network or complained of."""
    opened, complaints = [], []

    def open_page(file: Path, fragment: str = "", **context: Any) -> Page:
        page = browser.new_page(**{"viewport": request.module.WIDE, **context})
        page.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else noted(request.url))
        page.on("console", lambda message: noted(message.text))
        page.on("pageerror", lambda error: noted(str(error)))
        page.goto(file.as_uri() + fragment)
        opened.append(page)
        return page

    def noted(complaint: str) -> None:
        complaints.append(complaint)

    yield open_page
    for page in opened:
        page.close()
    assert complaints == []
