"""What every task of every DAG shares: its defaults, its parameters, and of which period its run is."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from airflow.sdk import Param, get_current_context
from airflow.sdk.exceptions import AirflowFailException

from wardreport.domain.errors import ConfigurationError, NoAnswerError
from wardreport.domain.period import Period
from wardreport.orchestration.calendar.planned_runs import period_of_run
from wardreport.orchestration.handover import Handover
from wardreport.writing.file_rights.closing import closed_to_others

if TYPE_CHECKING:
    from wardreport.workflow.deployment import Deployment

POOL, WRITING_POOL = "wardreport", "wardreport_warehouse"  # pools.json, imported by ``airflow pools import``
DEFAULT_ARGS = {
    "owner": "wardreport",
    "pool": POOL,
    "retries": 3,
    "retry_delay": timedelta(minutes=2),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(minutes=15),
    "execution_timeout": timedelta(hours=1),
}
WRITTEN_PERIOD = r"^\d{4}-S[12]$"
PARAMS = {
    "period": Param(
        None,
        type=["null", "string"],
        pattern=WRITTEN_PERIOD,
        description="Kỳ báo cáo, ví dụ 2024-S1; để trống thì theo lịch",
    )
}

log = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")


def stops_on_bad_configuration(step: Callable[P, R]) -> Callable[P, R]:
    """A task with bad configuration fails at once with its one line: to try again would not help.

    What does not answer is tried again: a database server that starts anew is gone for a minute. What a task writes is
    for the owner of its process alone.
    """

    @functools.wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with closed_to_others():
                return step(*args, **kwargs)
        except NoAnswerError:
            raise
        except ConfigurationError as error:
            raise AirflowFailException(str(error)) from None

    return run


def run_context() -> tuple[Period, Handover, Deployment]:
    """The period of the run under way, what its tasks hand over, and the deployment."""
    from wardreport.orchestration.shares.shares import Connections
    from wardreport.workflow.deployment import deploy
    from wardreport.workflow.settings import load_settings

    settings, context = load_settings(), get_current_context()
    run, deployment = context["dag_run"], deploy(settings, Connections().open)
    handover = Handover(settings.staging, run.dag_id, run.run_id)
    named = context["params"]["period"]
    if named is not None:
        return Period.parse(named), handover, deployment
    cycles = deployment.metadata.cycles
    period = period_of_run(cycles, run.data_interval_start, run.data_interval_end, run.run_after)
    return period, handover, deployment


def turn_of(deployment: Deployment) -> AbstractContextManager[None]:
    """The warehouse for one task alone: the pool of one holds other tasks, and knows nothing of the command line.

    A task whose turn does not come in time is tried again.
    """
    return deployment.warehouse.turn(deployment.patience, log.info)
