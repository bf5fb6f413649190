"""Whether Airflow would load this project's DAGs and its plugin, as far as environment and ``airflow.cfg`` tell."""

from __future__ import annotations

import configparser
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from wardreport.checkup.check import Check, Outcome, failed, ok, warning

INSIDE = "CHECKS"  # before the one line in which Airflow's own process tells its checks
PATIENCE = 120  # seconds
FOLDERS = {"dags_folder": "dags", "plugins_folder": "plugins"}  # of Airflow's section [core], and of the project


def check_airflow(environment: Mapping[str, str], project: Path) -> Iterator[Check]:
    """The environment goes before the file, as in Airflow itself, which is not imported here."""
    named = {key: name for key in FOLDERS if (name := environment.get(f"AIRFLOW__CORE__{key.upper()}"))}
    home = environment.get("AIRFLOW_HOME")
    if home is None and not named:
        yield ok("airflow", "nothing of it in this environment; its own user's doctor can say more")
        return
    given = {**_of_file(home), **named}
    for key, own in FOLDERS.items():
        where = Path(given.get(key) or Path(home or "~/airflow") / own).expanduser()
        name = f"airflow {key}"
        if where.resolve() == (project / own).resolve():
            yield ok(name, str(where))
        else:
            mend = f"set AIRFLOW__CORE__{key.upper()} to {project / own}"
            yield failed(name, f"{where} is not this project's {own}", mend)


def check_inside_airflow(environment: Mapping[str, str]) -> Iterator[Check]:
    """What Airflow itself can tell, in a process of its own: it is not imported here (see orchestration)."""
    home = environment.get("AIRFLOW_HOME")
    if home is None:
        return
    if not Path(home).is_dir():  # to start it would make one
        yield warning("airflow database", f"there is no {home} yet", "run airflow db migrate")
        return
    command = [sys.executable, "-m", "wardreport.orchestration.airflow_checkup"]
    done = subprocess.run(  # noqa: S603
        command, env=dict(environment), capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    told = [line for line in done.stdout.splitlines() if line.startswith(f"{INSIDE} ")]
    if not told:
        yield failed("airflow database", "Airflow does not start", "run airflow db check, and see what it says")
        return
    for check in json.loads(told[-1].removeprefix(INSIDE)):
        yield Check(check["name"], Outcome(check["status"]), check["says"], check["mend"])


def _of_file(home: str | None) -> Mapping[str, str]:
    file = Path(home or "~/airflow").expanduser() / "airflow.cfg"
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(file, encoding="utf-8")
    except (configparser.Error, UnicodeDecodeError):
        return {}
    return dict(parser["core"]) if parser.has_section("core") else {}
