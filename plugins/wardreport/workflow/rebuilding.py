"""A release made again from its manifest, and held against its folder (docs/design/review-and-release.md)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.period import Period
from wardreport.domain.release import (
    INTERNAL,
    MANIFEST,
    PAGE,
    REPORT_PDF,
    SOURCE_REPORT,
    Approval,
    Edition,
    ReleaseKind,
)
from wardreport.publish.manifest import (
    figures_sha256,
    folder_of,
    internal_of,
    read_internal_manifest,
    read_manifest,
    sha256_of_file,
)
from wardreport.publish.release_content import ReleaseContent
from wardreport.workflow.consolidating import consolidate_as_of
from wardreport.workflow.deployment import Deployment
from wardreport.workflow.disclosing import disclose_table
from wardreport.workflow.publishing import write_release
from wardreport.workflow.release_contents import release_content

# What LibreOffice writes anew into every PDF: its time, random ids, and the time in the colour profile of PDF/A, which
# is packed and not always as long: so lengths, and the places of what follows, may be others too.
_STAMPS = re.compile(
    rb"/(?:Creation|Mod)Date ?\([^)]*\)|/ID ?\[[^\]]*\]|/DocChecksum ?/\w+|<xmp:\w+Date>[^<]*</xmp:\w+Date>"
    rb"|uuid:[0-9a-fA-F-]+|/N 3/Length [^>]*>>\s*stream.*?endstream"
    rb"|\d+ 0 obj\s+\d+\s+endobj|\bxref\s.*?\btrailer|\bstartxref\s+\d+",
    re.DOTALL,
)

_OF_THE_FILES = {"files", "versions", "published_sha256"}  # in a manifest: others where a file has other stamps


class Likeness(StrEnum):
    """How a file that was made again is to the one that was released."""

    SAME = "same"  # byte for byte
    STAMPED = "same but for stamps"  # of the PDF; and its checksum where others tell it
    DIFFERENT = "different"
    MISSING = "not made again"


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One file of the release."""

    file: str
    likeness: Likeness


def released_content(name: str, deployment: Deployment) -> ReleaseContent:
    """What a release was made of, from its manifests and the warehouse.

    Raises ``ConfigurationError`` where the warehouse does not give the figures that were released.
    """
    folder = folder_of(name, deployment.releases)
    manifest, made_of = read_manifest(folder), read_internal_manifest(internal_of(folder, deployment.internal))
    period = Period.parse(manifest["period"])
    table = consolidate_as_of(period, made_of["as_of_load"], deployment)
    safe = disclose_table(table, deployment, made_of["published_before"])
    if figures_sha256(safe) != manifest["figures_sha256"]:
        raise ConfigurationError(f"{name}: the warehouse, or the data files, no longer give the figures released")
    return release_content(
        safe,
        deployment,
        datetime.fromisoformat(manifest["created_at"]),
        _edition(manifest),
        compared_with=[earlier["release_id"] for earlier in made_of["compared_with"]],
        past=made_of["past_releases"],
    )


def _edition(manifest: dict[str, Any]) -> Edition:
    return Edition(
        ReleaseKind(manifest["kind"]),
        revision=manifest["revision"],
        number=manifest["number"],
        dated=date.fromisoformat(manifest["dated"]) if manifest["dated"] else None,
        approval=_approval(manifest["approval"]),
        reason=manifest["reason"],
    )


def _approval(said: dict[str, Any] | None) -> Approval | None:
    if said is None:
        return None
    return Approval(said["approved_by"], date.fromisoformat(said["approved_on"]), tuple(said.get("without", ())))


def rebuild(name: str, deployment: Deployment, out: Path) -> tuple[Path, tuple[Rebuilt, ...]]:
    """Makes a release again below ``out`` and says of each of its files how like it is; raises as ``released_content``.

    The office's own files go to ``out/internal``. The manifests, which tell the checksums of all other files, are
    compared but for those.
    """
    content = released_content(name, deployment)
    released = folder_of(name, deployment.releases)
    own = internal_of(released, deployment.internal)
    # earlier versions kept the edited report beside the official one
    edited = next((folder / SOURCE_REPORT for folder in (own, released) if (folder / SOURCE_REPORT).is_file()), None)
    if REPORT_PDF not in read_manifest(released)["files"]:
        deployment = replace(deployment, converter=None)
    elsewhere = replace(deployment, releases=out, internal=out / INTERNAL)
    again = write_release(content, elsewhere, edited)
    return again.folder, (
        *_compared(released, again.folder, read_manifest),
        *_compared(own, again.internal, read_internal_manifest, within=f"{INTERNAL}/"),
    )


def _compared(
    released: Path, again: Path, read: Callable[[Path], dict[str, Any]], *, within: str = ""
) -> Iterator[Rebuilt]:
    manifest, made = read(released), read(again)
    for file, sha256 in manifest["files"].items():
        yield Rebuilt(within + file, _likeness(released / file, sha256, again / file, (manifest, made)))
    same = all(manifest[key] == made[key] for key in manifest.keys() - _OF_THE_FILES)  # both have the same keys
    yield Rebuilt(within + MANIFEST, Likeness.STAMPED if same else Likeness.DIFFERENT)


def _likeness(released: Path, sha256: str, again: Path, manifests: tuple[dict[str, Any], ...]) -> Likeness:
    if not again.is_file():
        return Likeness.MISSING
    if sha256_of_file(again) == sha256:
        return Likeness.SAME
    if released.name not in (REPORT_PDF, PAGE) or not released.is_file():
        return Likeness.DIFFERENT
    one, other = (
        _without_stamps(file.read_bytes(), manifest["files"].get(REPORT_PDF))
        for file, manifest in zip((released, again), manifests, strict=True)
    )
    return Likeness.STAMPED if one == other else Likeness.DIFFERENT


def _without_stamps(content: bytes, pdf_sha256: str | None) -> bytes:
    return _STAMPS.sub(b"", content).replace((pdf_sha256 or "").encode() or b"\0" * 64, b"")
