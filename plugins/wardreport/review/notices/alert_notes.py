"""What was noted of DAG runs: a file for each run and reason in the staging area, told by the daily digest."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import TypeAdapter

from wardreport.domain.notice import Alert
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.whole_files import write_whole

_ALERT = TypeAdapter(Alert)


def note_alert(staging: Path, alert: Alert) -> bool:
    """Notes it, unless it was noted before; says whether it was new."""
    file = _file(staging, alert)
    if file.exists():
        return False
    make_closed(file.parent)
    write_whole(file, _ALERT.dump_json(alert))
    return True


def read_alerts(staging: Path) -> tuple[Alert, ...]:
    """All that is noted, the oldest first."""
    found = (_ALERT.validate_json(file.read_bytes()) for file in (staging / "alerts").glob("*/[!.]*.json"))
    return tuple(sorted(found, key=lambda alert: (alert.noted_at, alert.dag, alert.run, alert.reason)))


def drop_alert(staging: Path, alert: Alert) -> None:
    """Forgets it; one that is not noted is no error."""
    _file(staging, alert).unlink(missing_ok=True)


def _file(staging: Path, alert: Alert) -> Path:
    run = re.sub(r"[^\w.-]", "_", alert.run)
    return staging / "alerts" / alert.dag / f"{run}--{alert.reason}.json"
