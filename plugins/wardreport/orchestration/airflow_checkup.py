"""What only Airflow itself can tell ``wardreport doctor``: its database, its pools, and its connections.

``python -m wardreport.orchestration.airflow_checkup`` prints the checks as one line of JSON after ``CHECKS``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from wardreport.checkup.airflow_checks import INSIDE
from wardreport.checkup.check import Check, failed, looked_at, ok
from wardreport.metadata import load_metadata
from wardreport.metadata.office.contacts import load_contacts
from wardreport.metadata.office.folder_list import load_folder_list
from wardreport.orchestration.run_context import POOL, WRITING_POOL
from wardreport.workflow.settings import PROJECT, Settings, load_settings

POOLS, ROLES = (Path(__file__).parent / name for name in ("pools.json", "fab_roles.json"))
TIMETABLED = frozenset({"collect_submissions", "publish_half_year", "send_notices"})
PUBLISHING = "publish_half_year"
MIGRATE = "run airflow db migrate; see to its database's address"
_CONNECTION = re.compile(r"\w+://([\w.-]+)@")


def check_inside(settings: Settings) -> Iterator[Check]:
    """The database first: without it nothing else can be told."""
    database = tuple(looked_at("airflow database", _check_database, MIGRATE))
    yield from database
    if all(check.status == "ok" for check in database):
        yield from looked_at("airflow pools", _check_pools, MIGRATE)
        yield from looked_at("airflow timetables", _check_timetables, MIGRATE)
        yield from looked_at("airflow connections", lambda: _check_connections(settings), "correct the file it names")


def connections_of(settings: Settings) -> Mapping[str, str]:
    """By Airflow connection id what it is for; raises ``ConfigurationError`` where a list of them is wrong."""
    codes = {unit.unit_code for unit in load_metadata().units}
    listed = load_folder_list(settings.folders, codes, PROJECT) if settings.folders else {}
    places = {"the share": settings.share, **{f"the folder of {unit}": place for unit, place in listed.items()}}
    named = [(found[1], what) for what, place in places.items() if (found := _CONNECTION.match(str(place)))]
    contacts = load_contacts(settings.contacts, codes) if settings.contacts else ()
    named += [(contact.connection, "notices") for contact in contacts]
    purposes: dict[str, str] = {}
    for connection, what in named:
        purposes.setdefault(connection, what)
    return purposes


def _check_database() -> Iterator[Check]:
    from airflow.utils.db import check_migrations

    try:
        check_migrations(timeout=0)  # type: ignore[no-untyped-call]
    except TimeoutError:
        yield failed("airflow database", "its schema is not as this Airflow needs it", MIGRATE)
    else:
        yield ok("airflow database", "its schema is as this Airflow needs it")


def _check_pools() -> Iterator[Check]:
    from airflow.models.pool import Pool

    there = {pool.pool for pool in Pool.get_pools()}
    missing = sorted({POOL, WRITING_POOL} - there)
    if missing:
        says = f"there is no pool {', '.join(missing)}: a task waits for it for ever"
        yield failed("airflow pools", says, f"airflow pools import {POOLS}")
    else:
        yield ok("airflow pools", f"{POOL}, {WRITING_POOL}")


def _check_timetables() -> Iterator[Check]:
    """Which DAGs run by the calendar: whoever starts one by hand with "Unpause on trigger" has switched that on too."""
    from airflow.models.dag import DagModel
    from airflow.utils.session import create_session

    name = "airflow timetables"
    with create_session() as session:
        found = session.query(DagModel.dag_id, DagModel.is_paused).filter(DagModel.dag_id.in_(TIMETABLED)).all()
    on = sorted(dag.dag_id for dag in found if not dag.is_paused)
    off = sorted(TIMETABLED - set(on))
    says = f"on: {', '.join(on) or 'none'}; off: {', '.join(off) or 'none'}"
    if PUBLISHING in on:
        says += f"; {PUBLISHING} starts by itself the morning after the units' time has ended"
    yield ok(name, says)


def _check_connections(settings: Settings) -> Iterator[Check]:
    needed = connections_of(settings)
    if not needed:
        yield ok("airflow connections", "none is needed: the share is a folder, and there are no contacts")
    for connection, what in needed.items():
        name = f"airflow connection {connection}"
        if _known(connection):
            yield ok(name, f"for {what}")
        else:
            yield failed(name, f"Airflow has none of this name, for {what}", f"airflow connections add {connection} …")


def _known(connection: str) -> bool:
    from airflow.models.connection import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        Connection.get_connection_from_secrets(connection)
    except AirflowNotFoundException:
        return False
    return True


def said(checks: Iterable[Check]) -> str:
    """One line, whatever else Airflow prints."""
    return f"{INSIDE} {json.dumps([asdict(check) for check in checks])}"


if __name__ == "__main__":
    print(said(check_inside(load_settings())))  # noqa: T201
