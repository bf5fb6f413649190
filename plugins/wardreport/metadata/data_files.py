"""Reads a data file into frozen records; an unknown column, key or value stops the start with one clear line."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from wardreport.domain.errors import ConfigurationError

BETWEEN = "; "  # what does not fit in a file, where several lines do not
_LARGEST = 8 * 1024 * 1024  # bytes of a YAML file; the decisions of 3,321 units take less


class Record(BaseModel):
    """A row or block of a data file: frozen, and no key that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


R = TypeVar("R", bound=Record)


def _sha256(text: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ValueError("not a sha256 (64 hexadecimal digits)")
    return text


Sha256 = Annotated[str, AfterValidator(_sha256)]


def build(model: type[R], data: Any, where: str) -> R:
    """One record; raises ``ConfigurationError`` that names the place and the first thing wrong."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        # an unknown key is the likelier slip where another key is missing
        errors = error.errors(include_url=False, include_input=False)
        first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{where}: {key}: {first['msg']}") from None


def read_rows(path: Path, model: type[R]) -> tuple[R, ...]:
    """Every row of a CSV file as a record; empty cells take the record's default.

    A spreadsheet's mark of UTF-8 before the first column is no part of it. Raises ``ConfigurationError`` that names
    every line that does not fit, in one line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            table = csv.DictReader(lines, strict=True)
            columns, given = tuple(table.fieldnames or ()), list(table)
    except OSError as error:
        raise ConfigurationError(f"{path.name}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise ConfigurationError(f"{path.name}: not a CSV file in UTF-8") from None
    wrong = [f"{path.name} line 1: {one}: unknown column" for one in columns if one not in model.model_fields]
    rows = []
    for number, row in enumerate(given if not wrong else (), start=2):
        where = f"{path.name} line {number}"
        if None in row or None in row.values():
            wrong.append(f"{where}: has not as many cells as the first line")
            continue
        try:
            rows.append(build(model, {key: cell for key, cell in row.items() if cell != ""}, where))
        except ConfigurationError as error:
            wrong.append(str(error))
    if wrong:
        raise ConfigurationError(BETWEEN.join(wrong))
    return tuple(rows)


def read_yaml(path: Path, loader: type[yaml.SafeLoader] = yaml.SafeLoader) -> Any:
    """The content of a YAML file; raises ``ConfigurationError`` where it is none or cannot be read."""
    try:
        if path.stat().st_size > _LARGEST:
            raise ConfigurationError(f"{path.name}: larger than {_LARGEST >> 20} MiB: no such file is")
        return yaml.load(path.read_text(encoding="utf-8"), loader)  # noqa: S506 - a safe one by its type
    except RecursionError:
        raise ConfigurationError(f"{path.name}: nested too deeply") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: {type(error).__name__}: cannot be read") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{path.name}{line}: not YAML") from None


def refuse_repeats(file: str, keys: Iterable[str]) -> None:
    """Raises ``ConfigurationError`` where a key of a file stands more than once."""
    for key, times in Counter(keys).items():
        if times > 1:
            raise ConfigurationError(f"{file}: {key} stands {times} times")
