"""Which digests have been sent: a file for each in the staging area, written when it has gone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from wardreport.domain.notice import Digest
from wardreport.writing.file_rights.closing import make_closed
from wardreport.writing.whole_files import write_whole


def was_sent(staging: Path, digest: Digest) -> bool:
    """Whether it has gone already."""
    return _file(staging, digest).is_file()


def note_sent(staging: Path, digest: Digest, at: datetime) -> None:
    """Notes that it has gone; no address is kept."""
    file = _file(staging, digest)
    make_closed(file.parent)
    write_whole(file, json.dumps({"sent_at": at.isoformat()}).encode())


def _file(staging: Path, digest: Digest) -> Path:
    return staging / "notices" / digest.day.isoformat() / f"{digest.key}.json"
