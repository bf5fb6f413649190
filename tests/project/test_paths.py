"""Every path that code, data and pages name leads somewhere; a newcomer who follows one is never lost."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from wardreport.workflow.settings import PROJECT

# What is made at run time, or lies inside a submitted file, and therefore not in the tree: all below these folders or
# below a period's folder, and these files where they are named alone. Nothing else is exempt.
MADE_FOLDERS = re.compile(r"var|\.venv|\.cache|so-lieu|nguon|phan-hoi|\d{4}-S[12]|xl|word|customXml|__MACOSX|<period>")
MADE_FILES = re.compile(
    r"(bao-cao(-da-sua)?|bieu-tong-hop|kiem-tra|index|manifest|datapackage|tong-hop|theo-don-vi(-hien-nay)?"
    r"|danh-sach-cham|phan-hoi|quyet-dinh|chat-luong|y-kien|phe-duyet|warehouse|bi|airflow|meta|\d{4}-S[12]|<period>)"
    r"(-[\w<>-]+)?(\.sdmx)?\.\w+"
)
NOT_READ = {".lock", ".html", ".css", ".js", ".svg"}  # made by programs, or in a language that names no files
SKIPPED = {".git", ".venv", "var", ".cache", "__pycache__", ".hypothesis", ".coverage"}
UNWANTED = ("DESIGN" + ".md", "../" + "shared")  # what stands beside the project is not there for who reads it

ROOMS = r"plugins|expectations|sql|docs|tests|sample|dags|docker|benchmarks|regimes|\.ci"
CHOICE = r"\{[^{}\n]*\}"
ROOTED = re.compile(rf"(?<![\w/.:@*}}>-])(?:{ROOMS})/(?:[\w./*<>…-]|{CHOICE})*(?:[\w*>/]|{CHOICE})")
PAGE = re.compile(r"(?<![\w/.:@*}>-])[\w./-]*\w\.md\b(?:#[\w-]+)?")
LINK = re.compile(r"\]\((?!\w+:)([^()\s]+)\)")
QUOTED = re.compile(r"(`+)([^`\n]+)\1")
SUFFIXES = r"py|md|csv|yaml|toml|sql|sh|j2|json|lock|mako|txt|docx|html|css|js"
FILE_NAME = re.compile(rf"[\w.*<>{{}}/-]*[\w*>}}]\.(?:{SUFFIXES})")
BARE = re.compile(r"(?<![\w/.*}>{-])[a-zA-Z][\w-]*\.(?:csv|yaml|j2|toml)\b(?![\w/(-])")
FOLDER_NAME = re.compile(r"[a-z_][\w-]*/(?:[\w-]+/)*")
MODULE = re.compile(r"(?<![\w/.:@-])(?:wardreport|sample|benchmarks|tests)(?:\.[A-Za-z_]\w*)+")
HEADING = re.compile(r"^#{1,6} +(.+?) *#*$", re.M)
FENCED = re.compile(r"^(`{3,}).*?^\1", re.M | re.S)


def everything_in(root: Path) -> Iterator[Path]:
    """All files, but for what set-up and runs leave; their folders are not walked through, since they are large."""
    for entry in sorted(root.iterdir()):
        if entry.name in SKIPPED or entry.name.endswith("_cache"):
            continue
        if entry.is_dir():
            yield from everything_in(entry)
        else:
            yield entry


def is_read(file: Path) -> bool:
    """Whether people read its text: code, data, a page, a script."""
    here = file == Path(__file__)  # which names what is not there
    return not here and file.suffix not in NOT_READ and b"\0" not in file.read_bytes()


class Tree:
    """What can be named in a tree: its files by path and by name, and its pages' headings."""

    def __init__(self, root: Path) -> None:
        self.root = root
        files = list(everything_in(root))
        self.files = [file for file in files if is_read(file)]
        self.names = {file.name for file in files}
        package = root / "plugins/wardreport"
        self.starts = [root, root / "plugins", package, *sorted(p for p in package.glob("*") if p.is_dir())]

    def dead(self) -> list[str]:
        """A line for everything that leads nowhere: file, line, what it names."""
        return [line for file in self.files for line in self.dead_in(file)]

    def dead_in(self, file: Path) -> Iterator[str]:
        """The same of one file."""
        text = file.read_text(encoding="utf-8")
        lost = {(text.count("\n", 0, at) + 1, named) for at, named in self._lost(file, text)}
        yield from (f"{file.relative_to(self.root)}:{number}: {named}" for number, named in sorted(lost))

    def _lost(self, file: Path, text: str) -> Iterator[tuple[int, str]]:
        for word in UNWANTED:
            yield from ((found.start(), word) for found in re.finditer(re.escape(word), text))
        here = file.parent
        yield from self._not_led(ROOTED.finditer(text), file, [self.root])
        yield from self._not_led(PAGE.finditer(text), file, [self.root, here, self.root / "docs"])
        yield from ((found.start(), found[0]) for found in MODULE.finditer(text) if not self._is_module(found[0]))
        page = file.suffix == ".md"
        quoted = FENCED.sub(lambda block: re.sub(r"[^\n]", " ", block[0]), text) if page else text
        yield from self._not_led(_paths_in_quotes(quoted), file, [*self.starts, here])
        if page:
            yield from self._not_led(LINK.finditer(text), file, [here])
        elif file.relative_to(self.root).parts[0] != "tests":  # which make up files of their own
            yield from ((f.start(), f[0]) for f in BARE.finditer(text) if not self._leads(f[0], file, []))

    def _not_led(self, named: Iterable[re.Match[str]], file: Path, starts: list[Path]) -> Iterator[tuple[int, str]]:
        for found in named:
            path = found[found.lastindex or 0]
            if not self._leads(path, file, starts):
                yield found.start(), path

    def _leads(self, named: str, file: Path, starts: list[Path]) -> bool:
        path, _, anchor = named.partition("#")
        path = path.removeprefix("./").rstrip("/")
        if not path:
            return _has_heading(file, anchor)
        *folders, name = path.split("/")
        if any(MADE_FOLDERS.fullmatch(part) for part in (*folders, name)) or (
            not folders and MADE_FILES.fullmatch(name)
        ):
            return True
        if not folders and not anchor and fnmatch.filter(self.names, _patterns(name)[0]):
            return True
        folders_there = [start for start in starts if start.is_dir()]
        for pattern in _patterns(path):  # each of them has to lead somewhere
            targets = [target for start in folders_there for target in _found(start, pattern)]
            if not any(not anchor or _has_heading(target, anchor) for target in targets):
                return False
        return True

    def _is_module(self, dotted: str) -> bool:
        """Whether a module, or what stands in one, has this name."""
        place = self.root if not dotted.startswith("wardreport") else self.root / "plugins"
        parts = dotted.split(".")
        for number, part in enumerate(parts):
            if (place / part).is_dir():
                place = place / part
                continue
            module = place / f"{part}.py"
            inside = parts[number + 1 :] if module.is_file() else parts[number:]
            source = module if module.is_file() else place / "__init__.py"
            text = source.read_text(encoding="utf-8") if source.is_file() else ""
            return all(re.search(rf"\b{name}\b", text) for name in inside)
        return True


def _paths_in_quotes(text: str) -> Iterator[re.Match[str]]:
    return (q for q in QUOTED.finditer(text) if FILE_NAME.fullmatch(q[2]) or FOLDER_NAME.fullmatch(q[2]))


def _has_heading(page: Path, anchor: str) -> bool:
    return page.suffix == ".md" and anchor in anchors_of(page.read_text(encoding="utf-8"))


def _patterns(path: str) -> list[str]:
    """The path with ``*`` for what is left open (``<period>``, ``{name}``, ``…``), and one a word for ``{a,b}``."""
    choice = re.search(r"\{([^{}]*,[^{}]*)\}", path)
    if choice:
        paths = [path[: choice.start()] + word.strip() + path[choice.end() :] for word in choice[1].split(",")]
        return [pattern for one in paths for pattern in _patterns(one)]
    return [re.sub(r"<[^>]*>|\{[^}]*\}|…", "*", path)]


def _found(start: Path, pattern: str) -> list[Path]:
    """What a path or a pattern names below a folder; the ending of a file may be left out."""
    if "*" in pattern:
        return [found for found in start.glob(pattern) if not SKIPPED & set(found.relative_to(start).parts)]
    target = start / pattern
    return [target] if target.exists() else list(target.parent.glob(f"{target.name}.*"))


def anchors_of(page: str) -> set[str]:
    """The anchors that a page's headings get, as code forges make them."""
    return {_anchor(heading) for heading in HEADING.findall(FENCED.sub("", page))}


def _anchor(heading: str) -> str:
    words = unicodedata.normalize("NFC", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)).lower()
    return re.sub(r"[^\w\- ]", "", words).replace(" ", "-")


def test_every_path_that_is_named_leads_somewhere() -> None:
    dead = Tree(PROJECT).dead()
    assert not dead, "\n".join(dead)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project in which everything that is named is there."""
    for file, text in {
        "README.md": "# Ward report\n\n[the design](docs/design/README.md#what-is-built), `var/releases/2024-S1/r01`\n",
        "docs/design/README.md": "# Design\n\n## What is built\n\n`sql/{roles,ro*}.sql`, see ../../README.md\n",
        "expectations/blank.yaml": "# as docs/design/README.md says, by indicators.csv\n",
        "plugins/wardreport/metadata/indicators.csv": "indicator,owner\n",
        "plugins/wardreport/metadata/units.py": '"""Units (``metadata/indicators.csv``)."""\n\nclass Role: ...\n',
        "plugins/wardreport/__init__.py": "",
        "sql/roles.sql": "-- see plugins/wardreport/metadata/units.py, wardreport.metadata.units.Role\n",
    }.items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_tree_in_which_everything_is_there_has_nothing_dead(tree: Path) -> None:
    assert Tree(tree).dead() == []


@pytest.mark.parametrize(
    ("file", "text", "dead"),
    [
        ("README.md", "[design](docs/dessign/README.md)", "docs/dessign/README.md"),
        ("README.md", "[design](docs/design/README.md#what-is-planned)", "docs/design/README.md#what-is-planned"),
        ("README.md", "[further down](#no-such-heading)", "#no-such-heading"),
        ("docs/design/README.md", "as `expectations/*.yml` say", "expectations/*.yml"),
        ("docs/design/README.md", "in `metadata/catalog.py`", "metadata/catalog.py"),
        ("docs/design/README.md", "`sql/{roles,rights}.sql`", "sql/{roles,rights}.sql"),
        ("docs/design/README.md", "in the folder `publish/`", "publish/"),
        ("expectations/blank.yaml", "source: see findings.md", "findings.md"),
        ("expectations/blank.yaml", "source: by indicator.csv", "indicator.csv"),
        ("expectations/blank.yaml", "source: " + UNWANTED[0] + " section 5", UNWANTED[0]),
        ("sql/roles.sql", "-- " + UNWANTED[1] + "/reference", UNWANTED[1]),
        ("README.md", "all in `wardreport.metadata.catalogue`", "wardreport.metadata.catalogue"),
        ("sql/roles.sql", "-- wardreport.metadata.units.Roles", "wardreport.metadata.units.Roles"),
        ("Makefile", "all:\n\tpython benchmarks/bench.py", "benchmarks/bench.py"),
        ("Dockerfile", "COPY plugins/wardreport/metadata/data/ .", "plugins/wardreport/metadata/data/"),
        ("plugins/wardreport/metadata/units.py", '"""Units (tests/test_units.py)."""', "tests/test_units.py"),
        ("plugins/wardreport/metadata/units.py", "# ``blanks.yaml`` says so", "blanks.yaml"),
    ],
)
def test_what_leads_nowhere_is_told_with_its_place(tree: Path, file: str, text: str, dead: str) -> None:
    with (tree / file).open("a", encoding="utf-8") as page:
        page.write(f"\n{text}\n")
    told = Tree(tree).dead()
    assert [line.partition(": ")[2] for line in told] == [dead], told
    assert told[0].startswith(f"{file}:")


def test_a_file_that_goes_away_is_missed_where_it_is_named(tree: Path) -> None:
    (tree / "plugins/wardreport/metadata/indicators.csv").unlink()
    assert [line.partition(":")[0] for line in Tree(tree).dead()] == [
        "expectations/blank.yaml",
        "plugins/wardreport/metadata/units.py",
    ]
