"""FAB's roles and people, made by Airflow's command line as ``docs/huong-dan/cong-nghe-thong-tin.md`` tells.

Run as a module with the surroundings of Airflow it makes them; all commands in one process, since each start of
Airflow's command line costs seconds.
"""

from __future__ import annotations

import shlex

from wardreport.orchestration.airflow_checkup import ROLES

PEOPLE = {"it": "Op", "kiem-tra": "Kiểm tra", "lanh-dao": "Phê duyệt"}  # passwords are the logins
COMMANDS = (
    "dags reserialize",  # as the DAG processor does within a minute
    "sync-perm --include-dags",
    f"roles import {ROLES}",
    *(
        f"users create --username {login} --role '{role}' --password {login} --email {login}@example.org"
        f" --firstname {login} --lastname {login}"
        for login, role in PEOPLE.items()
    ),
)


def main() -> None:
    """Runs them one after the other, as a shell would."""
    from airflow.cli.cli_parser import get_parser

    for command in COMMANDS:
        arguments = get_parser().parse_args(shlex.split(command))
        arguments.func(arguments)


if __name__ == "__main__":
    main()
