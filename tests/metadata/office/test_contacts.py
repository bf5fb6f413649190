"""Who gets notices: the file is read whole, or refused with one line that tells no address."""

from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.domain.notice import Audience, Contact
from wardreport.metadata import Metadata
from wardreport.metadata.office.contacts import load_contacts
from wardreport.workflow.settings import PROJECT

HEAD = "recipient,audience,unit_code,connection,address\n"


def test_the_example_has_every_audience_and_both_channels(metadata: Metadata) -> None:
    contacts = load_contacts(PROJECT / "docker" / "contacts.example.csv", {unit.unit_code for unit in metadata.units})
    assert {contact.audience for contact in contacts} == set(Audience)
    assert {contact.by_mail for contact in contacts} == {True, False}


def test_a_line_is_a_contact(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(HEAD + "Phường,unit,01834,mail,p@example.org\nKỹ thuật,it,,hook,\n", encoding="utf-8")
    assert load_contacts(file, {"01834"}) == (
        Contact("Phường", Audience.UNIT, "01834", "mail", "p@example.org"),
        Contact("Kỹ thuật", Audience.IT, None, "hook", ""),
    )


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("P,unit,99999,mail,p@example.org", "line 2: unknown unit 99999"),
        ("P,unit,,mail,p@example.org", "line 2: unknown unit None"),
        ("P,it,01834,mail,p@example.org", "line 2: a contact of it has no unit_code"),
        ("P,clerk,,mail,p@example.org", "line 2: audience"),
        (",it,,mail,p@example.org", "line 2: recipient"),
        ("P,it,,,p@example.org", "line 2: connection"),
        ("P,it,,a b,p@example.org", "line 2: connection"),
        ("P,it,,mail,p@example.org;q@example.org", "line 2: address: neither"),
        ("P,it,,hook,a path", "line 2: address: neither"),
        ("P,it,,mail,p@example.org\nQ,it,,mail,p@example.org", "line 3: the same stands above"),
    ],
)
def test_a_slip_is_refused_with_one_line(line: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(f"{HEAD}{line}\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match=says) as stopped:
        load_contacts(file, {"01834"})
    assert "\n" not in str(stopped.value)
    assert "example.org" not in str(stopped.value)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="WARDREPORT_CONTACTS: no such file"):
        load_contacts(tmp_path / "contacts.csv", set())
