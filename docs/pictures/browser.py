"""Pictures of pages: of a release's, and of a local Airflow's in which a release waits for its approval."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from tests.orchestration.airflow.airflow_client import AirflowClient, until
from tests.orchestration.airflow.airflow_components import free_port

PROJECT = Path(__file__).resolve().parents[2]
PATIENCE = 1800  # seconds, on a machine that does other work too
DAG, PERIOD, APPROVER, STARTER = "publish_half_year", "2024-S1", "lanh-dao", "it"
OWN_PORTS = (
    "AIRFLOW__API__PORT",
    "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT",
    "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT",
)
ALONE = {  # no run but the picture's, which waits for a slow machine instead of trying again in minutes
    "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
    "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "60",
}


@contextmanager
def browser() -> Iterator[Browser]:
    """Chromium, as it is installed."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def picture_of(file: Path, target: Path, *, open_first: bool = False) -> None:
    """The top of a page; with ``open_first`` its first unit is opened and looked at."""
    with browser() as opened:
        page = opened.new_page(viewport={"width": 1180, "height": 1080 if open_first else 900})
        page.goto(file.resolve().as_uri())
        if open_first:
            page.locator("summary, [aria-expanded=false]").first.click()
        page.screenshot(path=target)


def pictures_of_airflow(folder: Path) -> None:
    """``airflow.png``, a release that waits for its approval, and ``airflow-dags.png``, the list of DAGs."""
    with local_airflow() as address:
        passwords = PROJECT / "var/airflow/passwords.json"
        until(lambda: passwords.is_file() and passwords.stat().st_size > 0)  # it is there before it is written
        known = json.loads(passwords.read_text(encoding="utf-8"))
        password, client = known[APPROVER], AirflowClient(address, STARTER, known[STARTER])
        until(lambda: client.call("GET", f"/dags/{DAG}").ok)
        run = client.trigger(DAG, period=PERIOD)
        client.asked(DAG, run, PATIENCE)
        with browser() as opened:
            page = opened.new_page(viewport={"width": 1280, "height": 900}, timezone_id="Asia/Ho_Chi_Minh")
            page.set_default_timeout(PATIENCE * 1000)
            _log_in(page, address, password)
            page.goto(f"{address}/dags")
            page.get_by_text("Công bố báo cáo sáu tháng").wait_for()
            page.wait_for_timeout(3000)  # runs and their states come in one by one
            page.screenshot(path=folder / "airflow-dags.png")
            page.goto(f"{address}/dags/{DAG}/runs/{run}/tasks/approve/required_actions")
            page.get_by_text("Số văn bản (khi duyệt)").wait_for()
            page.set_viewport_size({"width": 1280, "height": 1400})  # the form scrolls within its page: all of it
            page.wait_for_timeout(3000)
            for button in ("Approve", "Reject"):
                expect(page.get_by_role("button", name=button, exact=True)).to_be_in_viewport(ratio=1, timeout=60_000)
            page.screenshot(path=folder / "airflow.png")


@contextmanager
def local_airflow() -> Iterator[str]:
    """The address of what ``make up`` starts, on ports that nobody uses; nothing of it is left afterwards."""
    own = {name: str(free_port()) for name in OWN_PORTS}
    with (PROJECT / "var/pictures.log").open("w") as log:
        up = subprocess.Popen(
            ["make", "up"],  # noqa: S607
            cwd=PROJECT,
            env={**os.environ, **own, **ALONE},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield f"http://localhost:{own['AIRFLOW__API__PORT']}"
        finally:
            os.killpg(up.pid, signal.SIGTERM)
            up.wait(60)


def _log_in(page: Page, address: str, password: str) -> None:
    page.goto(address)
    page.locator("input[name=username]").fill(APPROVER)
    page.locator("input[name=password]").fill(password)
    page.locator("button[type=submit]").click()
    page.wait_for_url(f"{address}/**")


if __name__ == "__main__":
    verb, *given = sys.argv[1:]
    if verb == "airflow":
        pictures_of_airflow(Path(given[0]))
    else:
        picture_of(Path(given[0]), Path(given[1]), open_first=verb == "held")
