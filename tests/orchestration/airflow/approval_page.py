"""The approver's page of Airflow, in Chromium."""

from __future__ import annotations

import shutil

import pytest

PATIENCE = 120_000  # milliseconds
HEARD_AFTER = 15_000


def approve_by_clicks(address: str, user: str, dag: str, run: str, **form: str) -> None:
    """Logs in, approves without a word, which is refused on the page, then with the form filled in."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = opened.new_page(viewport={"width": 1280, "height": 1600})
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.locator("input[name=username]").fill(user)
        page.locator("input[name=password]").fill(user)
        page.locator("button[type=submit]").click()
        page.wait_for_url(f"{address}/**")
        page.goto(f"{address}/dags/{dag}/runs/{run}/tasks/approve/required_actions")
        page.locator("[name=element_number]").wait_for()
        assert page.locator("[name=element_proposal]").get_attribute("type") == "hidden"
        approve = page.get_by_role("button", name="Approve", exact=True)
        with page.expect_response(lambda answer: answer.request.method == "PATCH") as refused:
            approve.click()
        assert refused.value.status in {400, 409}  # lacking, or too early: the question stays open
        page.wait_for_timeout(HEARD_AFTER)
        for name, text in form.items():
            page.locator(f"[name=element_{name}]").fill(text)
            page.keyboard.press("Tab")
        with page.expect_response(lambda answer: answer.request.method == "PATCH") as answered:
            approve.click()
        assert answered.value.status == 200
        opened.close()
