"""Where everything lies, read once at the edge (environment variables ``WARDREPORT_*``); no stage reads it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.release import INTERNAL
from wardreport.metadata.office.folder_list import place_named
from wardreport.metadata.sources import OFFICE, PROJECT, RULES, SHIPPED

__all__ = ["PROJECT", "Settings", "load_settings"]

_PACKAGE = Path(__file__).resolve().parents[1]


def find_libreoffice() -> Path | None:
    """The program, where it is installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return Path(found) if found else None


class Settings(BaseSettings):
    """The places of one deployment.

    Paths that are not absolute start at the checkout, or at the working directory where a wheel is installed.
    """

    model_config = SettingsConfigDict(env_prefix="WARDREPORT_", env_ignore_empty=True, extra="forbid", frozen=True)

    office: Path = OFFICE  # what the office decides: units, people, letters, waivers
    share: Path | str = Path("var/share")  # or a URL that names an Airflow connection: sftp://kho@/bieu
    folders: Path | None = None  # units whose folder does not lie in the share: unit_code,folder
    staging: Path = Path("var/staging")
    quarantine: Path = Path("var/quarantine")  # originals with a person's data, for their owner's eyes only
    quarantine_days: int = Field(default=90, ge=1)  # then they are deleted
    feedback: Path = Path("var/feedback")  # what goes back to each unit
    releases: Path = Path("var/releases")  # may be handed out
    internal: Path | None = None  # validation reports and full manifests; empty: the folder "internal" beside releases
    decisions: Path = Path("var/decisions")  # a folder with one file a cycle: 2024-S1.yaml
    warehouse: str = ""  # a SQLAlchemy URL; empty: var/warehouse.sqlite
    wait_seconds: int = Field(default=600, ge=0)  # for another run on the same warehouse to end
    expectations: Path = RULES
    sql: Path = SHIPPED / "sql"
    reminders: Path = Path("var/reminders")  # letters to units that owe something, and the list of those that are late
    contacts: Path | None = None  # who gets notices, and by which Airflow connection: see docs/huong-dan/thong-bao.md
    people: Path = Field(default_factory=lambda given: given["office"] / "people.csv")  # who may do what
    approvers: str = ""  # of earlier versions; refused
    template: Path = _PACKAGE / "publish" / "report" / "bao-cao.docx"  # of the report
    converter: Path | None = Field(default_factory=find_libreoffice)  # for the PDF

    @field_validator("share", mode="before")
    @classmethod
    def _in_the_project_or_on_a_server(cls, share: Path | str) -> Path | str:
        return place_named(str(share), PROJECT)

    @field_validator(
        "office",
        "folders",
        "staging",
        "quarantine",
        "feedback",
        "releases",
        "internal",
        "decisions",
        "reminders",
        "contacts",
        "people",
        "expectations",
        "sql",
        "template",
    )
    @classmethod
    def _in_the_project(cls, path: Path | None) -> Path | None:
        return path and PROJECT / path

    @field_validator("approvers")
    @classmethod
    def _stands_elsewhere_now(cls, approvers: str) -> str:
        if approvers.strip():
            raise ValueError(
                "who may approve stands in people.csv now (WARDREPORT_PEOPLE, may_approve): take this away"
            )
        return ""

    def of_warehouse(self, url: str | None) -> Settings:
        """The same with another warehouse, where one is given."""
        return self if url is None else self.model_copy(update={"warehouse": url})

    @property
    def internal_folder(self) -> Path:
        """Where the office keeps to itself what a release was made of."""
        return self.internal or self.releases.parent / INTERNAL

    @property
    def patience(self) -> timedelta:
        """How long a run waits for another on the same warehouse."""
        return timedelta(seconds=self.wait_seconds)

    @property
    def warehouse_url(self) -> str:
        """The URL, or that of the embedded warehouse."""
        return self.warehouse or f"sqlite:///{PROJECT / 'var' / 'warehouse.sqlite'}"


def load_settings() -> Settings:
    """The settings of the environment; raises ``ConfigurationError`` with the variable that cannot be."""
    try:
        return Settings(_env_file=None)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ConfigurationError(f"WARDREPORT_{str(first['loc'][0]).upper()}: {first['msg']}") from None
