"""The day's notices as Airflow tasks: what is to be told, and to whom it went."""

from __future__ import annotations

import logging
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import Param, get_current_context, task
from airflow.sdk.exceptions import AirflowException

from wardreport.domain.deadline import day_of
from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Digest
from wardreport.domain.period import Period
from wardreport.orchestration.calendar.planned_runs import period_told
from wardreport.orchestration.handover import Handover
from wardreport.orchestration.notices.alerts import still_holding
from wardreport.orchestration.run_context import stops_on_bad_configuration
from wardreport.workflow.settings import Settings, load_settings

if TYPE_CHECKING:
    from wardreport.metadata import Metadata
    from wardreport.warehouse import Warehouse

DRY_RUN = {
    "dry_run": Param(
        False, type="boolean", title="Chạy thử", description="Chỉ ghi vào nhật ký những gì sẽ gửi, không gửi cho ai"
    )
}

LONGEST_SILENCE = 120  # seconds that failures of one connection may take: a refusal is quick, a dead server is not

log = logging.getLogger(__name__)


@task(task_display_name="Soạn thông báo")
@stops_on_bad_configuration
def compose() -> str:
    """One digest for each address that has something to do on the day of the run."""
    from wardreport.metadata import load_metadata
    from wardreport.review.notices.alert_notes import drop_alert, read_alerts
    from wardreport.review.notices.day_of_notices import notices_of_day

    settings, metadata, context = load_settings(), load_metadata(), get_current_context()
    period, moment, handover = _of_run(context, settings, metadata)
    noted = read_alerts(settings.staging)
    holding = still_holding(noted, context["ti"])
    for alert in noted:
        if alert not in holding:
            drop_alert(settings.staging, alert)
    told = tuple(alert for alert in holding.values() if alert is not None)
    if settings.contacts is None:
        log.warning("WARDREPORT_CONTACTS names no file: nobody is told")
        return handover.put("digests", (), tuple[Digest, ...])
    found, without_address = notices_of_day(
        period, _warehouse(settings), metadata, settings.staging, settings.contacts, moment, told
    )
    log.info("%d digests; %d reminded units have no address", len(found), len(without_address))
    return handover.put("digests", found, tuple[Digest, ...])


@task(task_display_name="Gửi thông báo")
@stops_on_bad_configuration
def send(composed: str) -> int:
    """Sends each digest that has not gone yet, whatever becomes of the others; gives how many went.

    Raises ``AirflowException`` at the end where one could not be sent, so that Airflow tries those again.
    """
    from wardreport.metadata import load_metadata
    from wardreport.orchestration.notices.notice_channels import send_digest
    from wardreport.orchestration.notices.notice_ledger import note_sent, was_sent

    settings, metadata, context = load_settings(), load_metadata(), get_current_context()
    period, moment, handover = _of_run(context, settings, metadata)
    waiting = [d for d in handover.get(composed, tuple[Digest, ...]) if not was_sent(settings.staging, d)]
    if context["params"]["dry_run"]:
        for digest in waiting:
            log.info("%s", _shown(digest))
        return 0
    files = _attachments(waiting, period, settings, metadata, moment)

    def deliver(digest: Digest) -> None:
        send_digest(digest, [files[name] for name in _wanted(digest) if name in files])
        note_sent(settings.staging, digest, datetime.now(UTC))

    failed = send_each(waiting, deliver, time.monotonic)
    if failed:
        told = "; ".join(f"{why} ({count})" for why, count in sorted(failed.items()))
        raise AirflowException(f"{failed.total()} of {len(waiting)} notices not sent: {told}")
    return len(waiting)


def send_each(waiting: Sequence[Digest], deliver: Callable[[Digest], None], clock: Callable[[], float]) -> Counter[str]:
    """Delivers one after the other, whatever becomes of the others; gives for each reason how many did not go.

    A connection whose failures took longer than ``LONGEST_SILENCE`` is given up for this time.
    """
    failed: Counter[str] = Counter()
    lost: dict[str, float] = defaultdict(float)
    for digest in waiting:
        if lost[digest.connection] > LONGEST_SILENCE:
            failed[f"connection {digest.connection}: given up for now"] += 1
            continue
        begun = clock()
        try:
            deliver(digest)
        except ConfigurationError as error:
            failed[str(error)] += 1
        except Exception as error:  # the others are not to wait for it; its text might hold an address
            failed[f"connection {digest.connection}: {type(error).__name__}"] += 1
            lost[digest.connection] += clock() - begun
    return failed


def _of_run(context: Any, settings: Settings, metadata: Metadata) -> tuple[Period, datetime, Handover]:
    run, named = context["dag_run"], context["params"]["period"]
    period = Period.parse(named) if named is not None else period_told(metadata.cycles, run.run_after)
    return period, run.run_after, Handover(settings.staging, run.dag_id, run.run_id)


def _warehouse(settings: Settings) -> Warehouse:
    from wardreport.warehouse import Warehouse

    return Warehouse(settings.warehouse_url, settings.sql).open()


_LATE_LIST = "late list"


def _wanted(digest: Digest) -> tuple[str, ...]:
    """The attachments: by unit, or the late list."""
    return (*digest.letters, _LATE_LIST) if digest.late_list else digest.letters


def _attachments(
    waiting: Sequence[Digest], period: Period, settings: Settings, metadata: Metadata, moment: datetime
) -> dict[str, Path]:
    """Letters by unit and the late list, as far as somebody waits for one. They stay where reminders lie."""
    from wardreport.correspondence.reminder_letter import write_reminders
    from wardreport.review.notices.day_of_notices import register_and_unreachable

    if not any(map(_wanted, waiting)):
        return {}
    whole, unreachable = register_and_unreachable(period, _warehouse(settings), metadata, settings.staging, moment)
    register = [entry for entry in whole if entry.unit not in unreachable]
    out = settings.reminders / str(period)
    *letters, late_list = write_reminders(register, period, metadata, out, today=day_of(moment))
    owing = [entry.unit for entry in register if entry.owes]
    return dict(zip(owing, letters, strict=True)) | {_LATE_LIST: late_list}


def _shown(digest: Digest) -> str:
    attached = f"{len(digest.letters)} letters{' and the late list' if digest.late_list else ''}"
    return "\n".join((f"would go by {digest.connection}, {attached}: {digest.subject}", *digest.lines))


def notices() -> Any:
    """The two steps."""
    composed: Any = compose()
    return send(composed)
