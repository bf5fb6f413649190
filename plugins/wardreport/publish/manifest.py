"""``manifest.json``: what was published, and in the office's own folder what it was made of.

By the second every figure can be found again; the first tells nothing that the safe table hides
(docs/design/review-and-release.md).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import Value
from wardreport.domain.period import Period
from wardreport.domain.release import DRAFT, MANIFEST, Approval, FigureChange, revision_in, revision_name
from wardreport.domain.safe_table import SafeTable
from wardreport.domain.validation import Decision, DecisionAction, RegisterEntry
from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.rules.rule_book import RuleBook
from wardreport.publish.manifest_record import InternalManifestRecord, ManifestRecord
from wardreport.publish.release_content import ReleaseContent
from wardreport.writing.written_figures import NIL

M = TypeVar("M", ManifestRecord, InternalManifestRecord)


def write_manifest(
    content: ReleaseContent,
    rule_book: RuleBook,
    metadata: Metadata,
    folder: Path,
    *,
    versions: Mapping[str, str],
    template: Path,
) -> None:
    """Writes what was published over the files that lie in the folder; all of it may be read by everybody."""
    table, edition = content.table, content.edition
    manifest = {
        **_edition(content),
        "number": edition.number,
        "dated": edition.dated.isoformat() if edition.dated else None,
        "approval": _approval(edition.approval),
        "reason": edition.reason,
        "changes": [_change(change) for change in edition.changes],
        "consolidating_unit": table.consolidating_unit,
        "form": table.form,
        "outstanding": [entry.unit for entry in content.register if entry.outstanding],
        "rule_book_sha256": rule_book.sha256,
        "rules_in_force": [entry.id for entry in rule_book.in_force(table.period, table.form)],
        "metadata_sha256": metadata.sha256,
        "template_sha256": sha256_of_file(template),
        "versions": dict(versions),
    }
    _write(manifest, folder)


def write_internal_manifest(content: ReleaseContent, folder: Path, *, published: Path) -> None:
    """Writes what the release was made of over the files that lie in the folder, and how the published one was.

    Hashes of submissions, decisions' values and numbers of loads tell of hidden figures: this is for the office alone.
    """
    table, register = content.table, content.register
    manifest = {
        **_edition(content),
        "published_sha256": sha256_of_file(published / MANIFEST),
        "as_of_load": table.as_of_load,
        "load_ids": list(table.load_ids),
        "published_before": list(table.published_before),
        "compared_with": [{"period": str(one.period), "release_id": one.release_id} for one in content.earlier],
        "past_releases": [one.release_id for one in content.past],
        "disclosure_audit": asdict(table.audit) if table.audit else None,
        "inputs": [_input(entry, number) for entry in register for number in range(len(entry.submissions))],
        "decisions": [
            _decision(decision) for entry in register for report in entry.submissions for decision in report.decisions
        ],
        "narratives": [{"unit": one.unit, "section": one.section} for one in content.narratives],
        "findings": [{"rule": f.rule, "severity": f.severity, "indicator": f.indicator} for f in content.findings],
        "register": {entry.unit: str(entry.state) for entry in register},
    }
    _write(manifest, folder)


def _edition(content: ReleaseContent) -> dict[str, Any]:
    """Which release it is, in both manifests."""
    return {
        "period": str(content.period),
        "kind": str(content.edition.kind),
        "revision": content.edition.revision,
        "created_at": content.created_at.isoformat(),
        "figures_sha256": figures_sha256(content.table),
    }


def _write(manifest: Mapping[str, Any], folder: Path) -> None:
    whole = {**manifest, "files": {file: sha256_of_file(folder / file) for file in files_of(folder)}}
    text = json.dumps(whole, ensure_ascii=False, indent=2)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def folder_of(name: str, releases: Path) -> Path:
    """The folder of a release: of ``2024-S1/r01``, ``2024-S1/draft``, or ``2024-S1`` (the newest official, else draft).

    Raises ``ConfigurationError`` where there is none.
    """
    period, _, edition = name.partition("/")
    of_period = releases / str(Period.parse(period))
    official = max((revision_in(one.name) or 0 for one in of_period.glob("r*")), default=0)
    folder = of_period / (edition or (revision_name(official) if official else DRAFT.name))
    if "/" in edition or not (folder / MANIFEST).is_file():
        raise ConfigurationError(f"no release {name} in {releases}")
    return folder


def internal_of(released: Path, internal: Path) -> Path:
    """The office's own folder of a release, by the one that was handed out."""
    return internal.joinpath(*released.resolve().parts[-2:])


class UnfitManifestError(ConfigurationError):
    """A manifest that is none of this version; ``faults`` are all that is wrong with it, a line each."""

    def __init__(self, folder: Path, faults: Sequence[str]) -> None:
        more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
        super().__init__(f"{folder / MANIFEST} is no manifest of this version: {faults[0]}{more}")
        self.faults = tuple(f"{MANIFEST}: {fault}" for fault in faults)


def read_manifest(folder: Path) -> dict[str, Any]:
    """What ``write_manifest`` wrote; raises ``UnfitManifestError`` with one line where it is anything else."""
    return _read(folder, ManifestRecord)[0]


def manifest_record(folder: Path) -> ManifestRecord:
    """The same as a record, its days as days; raises as ``read_manifest``."""
    return _read(folder, ManifestRecord)[1]


def read_internal_manifest(folder: Path) -> dict[str, Any]:
    """What ``write_internal_manifest`` wrote; raises as ``read_manifest``."""
    return _read(folder, InternalManifestRecord)[0]


def internal_manifest_record(folder: Path) -> InternalManifestRecord:
    """The same as a record; raises as ``read_manifest``."""
    return _read(folder, InternalManifestRecord)[1]


def _read(folder: Path, model: type[M]) -> tuple[dict[str, Any], M]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        raise UnfitManifestError(folder, ["cannot be read as JSON"]) from None
    try:
        return manifest, model.model_validate(manifest)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        faults = [f"{'.'.join(map(str, one['loc'])) or 'whole'}: {one['msg']}" for one in found]
        raise UnfitManifestError(folder, faults) from None


def differing_files(folder: Path, said: ManifestRecord | InternalManifestRecord) -> tuple[str, ...]:
    """The files of a release's folder that its manifest tells otherwise: changed, added or missing, a line each."""
    there = {file for file in files_of(folder) if file != MANIFEST}
    changed = sorted(file for file in there & said.files.keys() if sha256_of_file(folder / file) != said.files[file])
    return (
        *(f"{file}: changed" for file in changed),
        *(f"{file}: added" for file in sorted(there - said.files.keys())),
        *(f"{file}: missing" for file in sorted(said.files.keys() - there)),
    )


def figures_sha256(table: SafeTable) -> str:
    """What a table shows, in 64 digits: an approval is on these figures and on no others."""
    totals = [(f.indicator, str(f.status), _plain(f.value), f.outstanding) for f in table.figures.values()]
    units = [(f.unit, f.indicator, str(f.status), _plain(f.value), f.suppressed) for f in table.by_unit]
    said = [str(table.period), table.form, table.consolidating_unit, totals, sorted(units)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _plain(value: Value | None) -> str | bool | None:
    """An exact number as a text, however many noughts it was written with."""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _approval(approval: Approval | None) -> dict[str, Any] | None:
    if approval is None:
        return None
    return {
        "approved_by": approval.approved_by,
        "approved_on": approval.approved_on.isoformat(),
        "without": list(approval.without),
    }


def _change(change: FigureChange) -> dict[str, Any]:
    sides = {"before": change.before, "now": change.now}
    return {
        "indicator": change.indicator,
        **{side: {"status": str(figure.status), "value": _plain(figure.value)} for side, figure in sides.items()},
    }


def files_of(folder: Path) -> list[str]:
    """Every file of the folder, relative to it, in order."""
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def _input(entry: RegisterEntry, number: int) -> dict[str, Any]:
    report = entry.submissions[number]
    return {
        "unit": entry.unit,
        "version": entry.version(number),
        "sha256": report.submission,
        "verdict": report.verdict,
        "counted": report.submission == entry.counted,
    }


def _decision(decision: Decision) -> dict[str, Any]:
    """The value of a replacement is a text, so that it stays exact, or true or false; ``-`` is nil."""
    value: bool | str | None = decision.value if isinstance(decision.value, bool) else None
    if decision.action is DecisionAction.REPLACE and value is None:
        value = NIL if decision.value is None else f"{decision.value:f}"
    approved_on = decision.approved_on.isoformat() if decision.approved_on else None
    days = {"decided_on": decision.decided_on.isoformat(), "approved_on": approved_on}
    told = {key: content for key, content in asdict(decision).items() if not key.endswith("_login")}
    return {**told, "value": value, **days}


def sha256_of_file(file: Path) -> str:
    """The hash of a file's bytes, in 64 digits."""
    return hashlib.sha256(file.read_bytes()).hexdigest()
