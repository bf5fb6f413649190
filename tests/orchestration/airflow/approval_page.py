"""The approver's pages of Airflow, in Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from tests.specimens.submissions import PERIOD

PATIENCE = 120_000  # milliseconds
EARLY_AGAIN_AFTER = 2_000


@dataclass(frozen=True)
class ApproverAtWork:
    """Logs in, looks up what waits for an answer, and answers: first without a word, then with the form filled in.

    ``pictures`` are what was seen on the way.
    """

    address: str
    user: str  # whose password is the same
    pictures: Path

    def approve(self, task: str, form: Mapping[str, Any]) -> None:
        """Approves the one open question, named as its task is."""
        self.pictures.mkdir(exist_ok=True)
        with _chromium() as page:
            self._log_in(page)
            page.get_by_role("button", name="Required Actions").click()
            page.get_by_role("link", name="View all required actions").click()
            waiting = page.get_by_role("row").filter(has_text="Approval Required").get_by_role("link", name=task)
            waiting.wait_for()  # the only one
            self._see(page, "2-required-actions")
            waiting.click()
            page.locator("[name=element_number]").wait_for()
            self._see(page, "3-question")
            assert page.get_by_text(f"Dự thảo báo cáo kỳ {PERIOD}").is_visible()
            assert page.locator("[name=element_proposal]").get_attribute("type") == "hidden"
            while (status := self._approve(page)) == 409:  # it was asked just now
                page.wait_for_timeout(EARLY_AGAIN_AFTER)
            self._see(page, "4-lacking")
            assert status == 400
            assert page.locator("[name=element_number]").is_visible()  # it is still open
            self._fill_in(page, form)
            self._see(page, "5-filled-in")
            assert self._approve(page) == 200
            page.locator("[name=element_number]:enabled").wait_for(state="detached")
            self._see(page, "6-answered")

    def _log_in(self, page: Page) -> None:
        page.goto(self.address)
        page.locator("input[name=username]").fill(self.user)
        page.locator("input[name=password]").fill(self.user)
        self._see(page, "0-login")
        page.locator("[type=submit]").click()
        page.wait_for_url(lambda url: "login" not in url)
        page.get_by_role("button", name="Required Actions").wait_for()
        self._see(page, "1-home")

    @staticmethod
    def _fill_in(page: Page, form: Mapping[str, Any]) -> None:
        for name, content in form.items():
            field = page.locator(f"[name=element_{name}]")
            if isinstance(content, bool):
                page.locator("label").filter(has=field).click()  # the switch lies over its box
                assert field.is_checked() is content
            else:
                field.fill(str(content))
                page.keyboard.press("Tab")

    @staticmethod
    def _approve(page: Page) -> int:
        with page.expect_response(lambda answer: answer.request.method == "PATCH") as answered:
            page.get_by_role("button", name="Approve", exact=True).click()
        return int(answered.value.status)

    def _see(self, page: Page, name: str) -> None:
        page.screenshot(path=self.pictures / f"{name}.png")


@contextmanager
def _chromium() -> Iterator[Page]:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page(viewport={"width": 1280, "height": 1500}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
        page.set_default_timeout(PATIENCE)
        yield page
        opened.close()
