"""What the code imports is what the project says that it needs."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from wardreport.workflow.settings import PROJECT

OWN = {"wardreport", "sample", "tests", "benchmarks", "docs"}
DISTRIBUTIONS = {**packages_distributions(), "airflow": ["apache-airflow"]}  # core and providers share one name
PROVIDERS = re.compile(r"airflow\.providers\.(\w+)")


def _imports(folders: Sequence[str]) -> Iterator[tuple[Path, str]]:
    for file in (file for folder in folders for file in sorted((PROJECT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield file, node.module


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> tuple[set[str], set[str]]:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    lists = project["project"]["dependencies"], project["dependency-groups"]["dev"]
    runtime, dev = ({_canonical(re.split(r"[^\w.-]", line)[0]) for line in lines} for lines in lists)
    return runtime, runtime | dev


def _distributions_of(module: str) -> set[str]:
    provider = PROVIDERS.match(module)
    if provider:
        return {f"apache-airflow-providers-{provider[1]}"}
    return {_canonical(name) for name in DISTRIBUTIONS.get(module.partition(".")[0], ())}


@pytest.mark.parametrize(
    ("folders", "dev"), [(("plugins", "dags", "sql"), False), (("tests", "sample", "benchmarks"), True)]
)
def test_every_imported_package_is_declared(folders: tuple[str, ...], dev: bool) -> None:
    declared = _declared()[dev]
    undeclared = {
        f"{module} in {file.relative_to(PROJECT)}"
        for file, module in _imports(folders)
        if module.partition(".")[0] not in OWN | set(sys.stdlib_module_names)
        and (distributions := _distributions_of(module))
        and not distributions & declared
    }
    assert undeclared == set()
