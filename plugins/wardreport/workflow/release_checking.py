"""A release's folder held against its manifest, and the manifest against the warehouse: tampering is seen.

See docs/design/review-and-release.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from wardreport.domain.period import Period
from wardreport.domain.release import MANIFEST, PastRelease, ReleaseKind
from wardreport.publish.manifest import differences_from_manifest, read_manifest
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.publications import past_releases


def check_release(folder: Path, warehouse: Warehouse) -> tuple[str, ...]:
    """What of a release is not as it was made, a line each; nothing: folder, manifest and warehouse agree.

    Raises ``ConfigurationError`` where the warehouse cannot be read.
    """
    found = differences_from_manifest(folder)
    if any(line.startswith(MANIFEST) or MANIFEST in line.partition(":")[0] for line in found):
        return found  # a manifest that is not as written says nothing
    manifest = read_manifest(folder)
    with warehouse.reading() as connection:
        past = past_releases(connection, Period.parse(manifest["period"]))
    return (*found, *(f"{MANIFEST}: {line}" for line in _against_record(manifest, past)))


def releases_in(folder: Path) -> tuple[Path, ...]:
    """The folders of all releases below a folder, by period and name."""
    return tuple(sorted(file.parent for file in folder.glob(f"*/*/{MANIFEST}") if not file.parent.name.startswith(".")))


def _against_record(manifest: Mapping[str, Any], past: tuple[PastRelease, ...]) -> Iterator[str]:
    kind, made = ReleaseKind(manifest["kind"]), datetime.fromisoformat(manifest["created_at"])
    same = [one for one in past if (one.edition.kind, one.edition.revision) == (kind, manifest["revision"])]
    if kind is ReleaseKind.DRAFT:
        same = [one for one in same if one.created_at == made]
    if not same:
        yield "the warehouse knows no such release"
        return
    edition, approval = same[-1].edition, manifest["approval"]
    recorded = edition.approval
    for field, said, known in (
        ("created_at", made, same[-1].created_at),
        ("number", manifest["number"], edition.number),
        ("dated", manifest["dated"] and date.fromisoformat(manifest["dated"]), edition.dated),
        ("reason", manifest["reason"], edition.reason),
        ("approval.approved_by", approval and approval["approved_by"], recorded and recorded.approved_by),
        (
            "approval.approved_on",
            approval and date.fromisoformat(approval["approved_on"]),
            recorded and recorded.approved_on,
        ),
    ):
        if said != known:
            yield f"{field}: not what the warehouse has recorded"
