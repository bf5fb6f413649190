"""Who people are: the closed list of functions, and the deployment's own file of logins."""

from pathlib import Path

import pytest

from wardreport.domain.errors import ConfigurationError
from wardreport.metadata.office.functions import load_functions
from wardreport.metadata.office.people import Actor, People, Right, load_people

HEAD = "login,functions,may_review,may_decide,may_approve,may_run"
LINES = (
    HEAD,
    "it,Cán bộ CNTT,,,,có",
    "kiem-tra,Người kiểm tra; Chuyên viên,có,có,,",
    "lanh-dao,PCT,có,không,x,-",
    "4,Chủ tịch,,,yes,",
)


def _file(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    file = folder / "people.csv"
    file.write_text("\n".join(lines) + "\n", encoding=encoding)
    return file


@pytest.fixture
def people(tmp_path: Path) -> People:
    return load_people(_file(tmp_path, *LINES))


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("Phó Chủ tịch", "Phó Chủ tịch"),
        (" phó  CHỦ tịch ", "Phó Chủ tịch"),
        ("Pho Chu tich", "Phó Chủ tịch"),
        ("PCT", "Phó Chủ tịch"),
        ("P.CT", "Phó Chủ tịch"),
        ("Ph\u043e Ch\u1ee7 t\u1ecbch", "Phó Chủ tịch"),  # a Cyrillic o
        ("\u0420hó \u0421hủ tịch", "Phó Chủ tịch"),  # Cyrillic capitals
        ("\u03a1hó Chủ tịch", "Phó Chủ tịch"),  # a Greek capital rho
        ("\uff30\uff23\uff34", "Phó Chủ tịch"),  # full width
        ("Phó\u200b Chủ tịch", "Phó Chủ tịch"),
        ("Pho\u0301 Chu\u0309 ti\u0323ch", "Phó Chủ tịch"),  # decomposed
        ("Phó Chủ tịch 2", "Phó Chủ tịch"),
        ("TP", "Trưởng phòng"),
        ("Trưởng phòng (1)", "Trưởng phòng"),
        ("Gi\u00e1m \u00f0\u1ed1c", "Giám đốc"),  # an Icelandic eth
        ("Ông Chánh án", None),
        ("Phó", None),
        ("2", None),
        ("", None),
        ("Phó Chủ tịch và Trưởng phòng", None),
    ],
)
def test_a_function_is_found_however_it_is_written_and_nothing_else_is(written: str, title: str | None) -> None:
    found = load_functions().named(written)
    assert (found and found.title) == title


def test_no_text_names_two_functions(tmp_path: Path) -> None:
    file = tmp_path / "functions.csv"
    file.write_text("function,title,spellings\na,Trưởng phòng,TP\nb,Trưởng phố,T.P.\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="two functions"):
        load_functions(file)


def test_a_person_has_functions_and_rights(people: People) -> None:
    lead = people.persons["lanh-dao"]
    assert (lead.title, lead.rights) == ("Phó Chủ tịch", {Right.REVIEW, Right.APPROVE})
    assert [one.login for one in people.with_right(Right.APPROVE)] == ["lanh-dao", "4"]
    assert [one.title for one in people.persons["kiem-tra"].functions][1:] == ["Chuyên viên"]


def test_where_there_is_no_file_nobody_has_a_login(tmp_path: Path) -> None:
    people = load_people(tmp_path / "none.csv")
    assert people.persons == {}
    assert people.actor("TP", Right.APPROVE) == Actor("Trưởng phòng")


def test_a_file_as_an_office_program_saves_it(tmp_path: Path) -> None:
    assert load_people(_file(tmp_path, *LINES, encoding="utf-8-sig")).persons.keys() == {
        "it",
        "kiem-tra",
        "lanh-dao",
        "4",
    }


def test_everything_wrong_is_said_at_once_in_one_line(tmp_path: Path) -> None:
    lines = (
        f"{HEAD},ten",
        "a b,Chuyên viên,có,,,,",
        "it,Ông Chánh án,,,,,",
        "tp,Chuyên viên,,,,,",
        "x,Chuyên viên,,maybe,,,",
        "x,Chuyên viên,,,,,",
        "y,,,",
    )
    with pytest.raises(ConfigurationError) as refused:
        load_people(_file(tmp_path, *lines))
    said = str(refused.value)
    assert "\n" not in said
    assert "unknown columns ten" in said
    for line, what in enumerate(("login: one", "functions:", "reads as a function", "may_decide:", "stands above"), 2):
        assert f"line {line}: {what}" in said or f"line {line}: the login {what}" in said, what
    assert "line 7: functions:" in said
    assert "not as many cells" in said
    assert "Chánh án" not in said  # which may be a person's name


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"login\n", b"", b'login,"\n'])
def test_what_is_no_such_file_is_one_line(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError) as refused:
        load_people(file)
    assert "\n" not in str(refused.value)


def test_who_acts_is_a_login_with_the_right_or_a_function(people: People) -> None:
    assert people.actor("lanh-dao", Right.APPROVE) == Actor("Phó Chủ tịch", "lanh-dao")
    assert people.actor("PCT", Right.APPROVE) == Actor("Phó Chủ tịch")
    with pytest.raises(ConfigurationError, match="may_decide"):
        people.actor("lanh-dao", Right.DECIDE)
    for nobody in ("Nguyễn Văn Mẫu", "LANH-DAO", ""):
        with pytest.raises(ConfigurationError, match="Phó Chủ tịch, ") as refused:
            people.actor(nobody, Right.DECIDE)
        assert "Mẫu" not in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Actor("Phó Chủ tịch", "lanh-dao"), Actor("Phó Chủ tịch", "4"), False),  # two people of one function
        (Actor("Chuyên viên", "4"), Actor("Chủ tịch", "4"), True),
        (Actor("Phó Chủ tịch", "lanh-dao"), Actor("Phó Chủ tịch"), True),
        (Actor("Chuyên viên"), Actor("Người kiểm tra chất lượng số liệu", "kiem-tra"), True),  # the other function
        (Actor("Chuyên viên"), Actor("Phó Chủ tịch", "lanh-dao"), False),
        (Actor("PCT"), Actor("Ph\u043e Chủ tịch 2"), True),  # as earlier versions recorded them
        (Actor("R"), Actor("r."), True),
        (Actor("R"), Actor("Phó Chủ tịch"), False),
    ],
)
def test_two_are_one_by_login_and_else_by_any_function(one: Actor, other: Actor, same: bool, people: People) -> None:
    assert people.same(one, other) is people.same(other, one) is same
