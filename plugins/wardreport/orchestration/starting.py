"""Who may start a run that publishes."""

from __future__ import annotations

import getpass

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.office.people import People, Right

_AT_THE_MACHINE = "dag_test"  # who `airflow dags test` says that it is


def refuse_starter(user: str | None, people: People) -> None:
    """Raises ``ConfigurationError`` where the user who started a run by hand has not ``may_run``.

    A run of the timetable has no user. Who starts one at the machine itself, as the user that the pipeline runs as,
    may do everything there anyway; where nobody has a login yet, Airflow's own rights are all there is.
    """
    if user is None or not people.persons or user in (getpass.getuser(), _AT_THE_MACHINE):
        return
    person = people.persons.get(user)
    if person is None or Right.RUN not in person.rights:
        raise ConfigurationError(f"user {user} may not start this: {Right.RUN} of people.csv")
