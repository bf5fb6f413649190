"""What may stand in a release's two ``manifest.json``: each field, no other (docs/design/review-and-release.md)."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.figure import FigureStatus
from wardreport.domain.period import Period
from wardreport.domain.release import MANIFEST, ReleaseKind, revision_name
from wardreport.metadata.data_files import Record, Sha256


def _period(text: str) -> str:
    try:
        return str(Period.parse(text))
    except ConfigurationError as error:
        raise ValueError(str(error)) from None


def _file(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or str(path) != name or name == MANIFEST:
        raise ValueError("not a file of the folder")
    return name


WrittenPeriod = Annotated[str, AfterValidator(_period)]
Identifier = Annotated[int, Field(ge=0)]
Positive = Annotated[int, Field(ge=1)]


class ApprovalLine(Record):
    """A person's word that it may go out."""

    approved_by: str
    approved_on: date
    without: tuple[str, ...] = ()


class FigureLine(Record):
    """A consolidated figure."""

    status: FigureStatus
    value: str | bool | None


class ChangeLine(Record):
    """A figure that is not what the official release before said."""

    indicator: str
    before: FigureLine
    now: FigureLine


class ComparedLine(Record):
    """An earlier release with which it is compared."""

    period: WrittenPeriod
    release_id: Identifier


class EditionLines(Record):
    """Which release it is: what both manifests begin with."""

    period: WrittenPeriod
    kind: Literal[ReleaseKind.DRAFT, ReleaseKind.OFFICIAL]
    revision: Positive | None
    created_at: AwareDatetime
    figures_sha256: Sha256
    files: dict[Annotated[str, AfterValidator(_file)], Sha256]

    @model_validator(mode="after")
    def _revised(self) -> Self:
        if (self.revision is not None) is not (self.kind is ReleaseKind.OFFICIAL):
            raise ValueError("a revision goes with an official release, and with no other")
        return self

    @property
    def folder(self) -> str:
        """Where it says that it lies: ``2024-S1/r01``."""
        return f"{self.period}/{self.kind if self.revision is None else revision_name(self.revision)}"


class ManifestRecord(EditionLines):
    """What was published."""

    number: Positive | None
    dated: date | None
    approval: ApprovalLine | None
    reason: str | None
    changes: tuple[ChangeLine, ...]
    consolidating_unit: str
    form: str
    outstanding: tuple[str, ...]
    rule_book_sha256: Sha256
    rules_in_force: tuple[str, ...]
    metadata_sha256: Sha256
    template_sha256: Sha256
    versions: dict[str, str]

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        official = self.kind is ReleaseKind.OFFICIAL
        if any((one is not None) is not official for one in (self.number, self.dated, self.approval)):
            raise ValueError("number, dated and approval go with an official release, and with no other")
        return self


class InternalManifestRecord(EditionLines):
    """What a release was made of. What a reviewer reads in it (inputs, decisions, register …) is not looked into."""

    published_sha256: Sha256  # of the manifest in the folder that was handed out
    as_of_load: Identifier | None
    load_ids: tuple[Identifier, ...]
    published_before: tuple[Identifier, ...]
    compared_with: tuple[ComparedLine, ...]
    past_releases: tuple[Identifier, ...]
    disclosure_audit: dict[str, Identifier] | None
    inputs: tuple[dict[str, Any], ...]
    decisions: tuple[dict[str, Any], ...]
    narratives: tuple[dict[str, str], ...]
    findings: tuple[dict[str, Any], ...]
    register_: dict[str, str] = Field(alias="register")
