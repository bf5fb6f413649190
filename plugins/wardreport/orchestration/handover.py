"""How one task hands a typed result to the next: a JSON file in the staging area; only its name goes through XCom."""

from __future__ import annotations

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from wardreport.writing.file_rights.closing import OWNER, make_closed
from wardreport.writing.whole_files import write_whole

T = TypeVar("T")


class Handover:
    """The folder of one DAG run."""

    def __init__(self, staging: Path, dag_id: str, run_id: str) -> None:
        self._all_runs = staging / "handover"
        self.folder = self._all_runs / dag_id / re.sub(r"[^\w.-]", "_", run_id)

    def put(self, name: str, content: Any, kind: Any) -> str:
        """Writes the content, whole or not at all, and gives its name."""
        make_closed(self.folder)
        self._all_runs.chmod(OWNER)  # unsuppressed figures, and what units wrote; an earlier version left it open
        write_whole(self.folder / f"{name}.json", TypeAdapter(kind).dump_json(content))
        return name

    def delete_older(self, than: datetime) -> int:
        """Deletes what runs handed over that wrote nothing since a time; gives how many. This run's own is kept."""
        runs = [run for run in self._all_runs.glob("*/*") if run.is_dir() and run != self.folder]
        old = [run for run in runs if run.stat().st_mtime < than.timestamp()]
        for run in old:
            shutil.rmtree(run, ignore_errors=True)
        return len(old)

    def has(self, name: str) -> bool:
        """Whether something of this name was put."""
        return (self.folder / f"{name}.json").is_file()

    def get(self, name: str, kind: type[T]) -> T:
        """Reads back what ``put`` wrote, as the same frozen types."""
        return TypeAdapter(kind).validate_json((self.folder / f"{name}.json").read_bytes())
