"""Who gets notices, and by which Airflow connection: the deployment's own file, ``WARDREPORT_CONTACTS``."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path

from pydantic import Field

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Audience, Contact
from wardreport.metadata.data_files import Record, read_rows

_MAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+")
_PATH = re.compile(r"[^\s@]*")


class _Line(Record):
    """A line of the file, as it is written."""

    recipient: str = Field(min_length=1)
    audience: Audience
    unit_code: str | None = None
    connection: str = Field(pattern=r"^[\w.-]+$")
    address: str = ""


def load_contacts(file: Path, units: Collection[str]) -> tuple[Contact, ...]:
    """The contacts in the file's order; raises ``ConfigurationError`` that names the line and never the address.

    ``units`` are all codes that there are: a unit's contact names one of them, and no other contact does.
    """
    if not file.is_file():
        raise ConfigurationError(f"WARDREPORT_CONTACTS: no such file: {file}")
    contacts = []
    for number, line in enumerate(read_rows(file, _Line), start=2):
        where = f"{file.name} line {number}"
        if line.audience is Audience.UNIT and line.unit_code not in units:
            raise ConfigurationError(f"{where}: unknown unit {line.unit_code}")
        if line.audience is not Audience.UNIT and line.unit_code is not None:
            raise ConfigurationError(f"{where}: a contact of {line.audience} has no unit_code")
        if not (_MAIL if "@" in line.address else _PATH).fullmatch(line.address):
            raise ConfigurationError(f"{where}: address: neither one mail address nor a webhook's path")
        contacts.append(Contact(line.recipient, line.audience, line.unit_code, line.connection, line.address))
    seen = set[tuple[object, ...]]()
    for number, contact in enumerate(contacts, start=2):
        same = (contact.audience, contact.unit, contact.connection, contact.address)
        if same in seen:
            raise ConfigurationError(f"{file.name} line {number}: the same stands above")
        seen.add(same)
    return tuple(contacts)
