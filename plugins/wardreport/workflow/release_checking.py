"""A release's folder held against its manifest, and the manifest against the warehouse: tampering is seen.

See docs/design/review-and-release.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from wardreport.domain.period import Period
from wardreport.domain.release import INTERNAL, MANIFEST, PastRelease, ReleaseKind
from wardreport.publish.manifest import (
    UnfitManifestError,
    differing_files,
    internal_manifest_record,
    internal_of,
    manifest_record,
    sha256_of_file,
)
from wardreport.publish.manifest_record import EditionLines, ManifestRecord
from wardreport.warehouse import Warehouse
from wardreport.warehouse.reading.publications import past_releases


def check_release(folder: Path, internal: Path, warehouse: Warehouse) -> tuple[str, ...]:
    """What of a release is not as it was made, a line each; nothing: folders, manifests and warehouse agree.

    ``internal`` is where the office keeps its own of all releases; its lines begin with the word internal.

    Raises ``ConfigurationError`` where the warehouse cannot be read.
    """
    try:
        said = manifest_record(folder)
    except UnfitManifestError as error:
        return error.faults
    own = tuple(f"{INTERNAL}/{line}" for line in _of_internal(internal_of(folder, internal), folder, said))
    files, place = differing_files(folder, said), "/".join(folder.resolve().parts[-2:])
    if said.folder != place:
        return (f"{MANIFEST}: says that it is {said.folder}, and lies in {place}", *files, *own)
    with warehouse.reading() as connection:
        past = past_releases(connection, Period.parse(said.period))
    return (*files, *own, *(f"{MANIFEST}: {line}" for line in _against_record(said, past)))


def _of_internal(own: Path, folder: Path, said: ManifestRecord) -> Iterator[str]:
    """The office's own folder against its manifest, and the two manifests against each other."""
    try:
        told = internal_manifest_record(own)
    except UnfitManifestError as error:
        yield from error.faults
        return
    yield from differing_files(own, told)
    for field in EditionLines.model_fields:
        if field != "files" and getattr(told, field) != getattr(said, field):
            yield f"{MANIFEST}: {field}: not what the published manifest says"
    if told.published_sha256 != sha256_of_file(folder / MANIFEST):
        yield f"{MANIFEST}: published_sha256: the published manifest is not the one that was made"


def releases_in(folder: Path) -> tuple[Path, ...]:
    """The folders of all releases below a folder, by period and name."""
    return tuple(sorted(file.parent for file in folder.glob(f"*/*/{MANIFEST}") if not file.parent.name.startswith(".")))


def _against_record(said: ManifestRecord, past: tuple[PastRelease, ...]) -> Iterator[str]:
    same = [one for one in past if (one.edition.kind, one.edition.revision) == (said.kind, said.revision)]
    if said.kind is ReleaseKind.DRAFT:
        # a draft that is made again of the same figures is recorded once, and its folder is newer than the record
        same = [one for one in same if one.created_at <= said.created_at]
    if not same:
        yield "the warehouse knows no such release"
        return
    if said.kind is ReleaseKind.DRAFT:
        return
    known, approval = same[-1].edition, said.approval
    recorded = known.approval
    for field, told, kept in (
        ("created_at", said.created_at, same[-1].created_at),
        ("number", said.number, known.number),
        ("dated", said.dated, known.dated),
        ("reason", said.reason, known.reason),
        ("approval.approved_by", approval and approval.approved_by, recorded and recorded.approved_by),
        ("approval.approved_on", approval and approval.approved_on, recorded and recorded.approved_on),
    ):
        if told != kept:
            yield f"{field}: not what the warehouse has recorded"
