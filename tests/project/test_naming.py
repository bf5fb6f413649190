"""The page that says why each dependency is there names those that the project asks for, and no other."""

import re
import tomllib

from wardreport.workflow.settings import PROJECT

GIVEN = re.compile(r"^\| ([a-z][a-z0-9, -]+) \| ", re.M)


def test_every_dependency_has_its_reason_and_every_reason_a_dependency() -> None:
    page = (PROJECT / "docs/design/naming.md").read_text(encoding="utf-8")
    table = page.partition("## Dependencies")[2]
    given = [name for names in GIVEN.findall(table) for name in names.split(", ") if name != "package"]
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [re.split(r"[\[<>=!~ ]", requirement)[0] for requirement in project["dependencies"]]
    assert sorted(given) == sorted(wanted)
