"""``wardreport``: every command, and how the program ends.

Commands import what is heavy where it is used, so that ``--help`` and a wrong option are answered at once.
"""

from __future__ import annotations

import errno
import io
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import typer

from wardreport.commands.cycle.approve import approve
from wardreport.commands.cycle.decide import decide
from wardreport.commands.cycle.rebuild import rebuild
from wardreport.commands.cycle.restate import restate
from wardreport.commands.cycle.run import run
from wardreport.commands.cycle.status import status
from wardreport.commands.cycle.verify import verify
from wardreport.commands.doctor import doctor
from wardreport.commands.office.check import check_office
from wardreport.commands.office.init import init
from wardreport.commands.submissions.check import check
from wardreport.commands.submissions.forms import forms
from wardreport.commands.submissions.notices import notices
from wardreport.commands.submissions.remind import remind
from wardreport.commands.warehouse.backup import backup, restore
from wardreport.commands.warehouse.bi import dictionary, export
from wardreport.commands.warehouse.database import check_schema, upgrade
from wardreport.commands.warehouse.figures import figures
from wardreport.commands.warehouse.purge import purge
from wardreport.commands.warehouse.quality import quality
from wardreport.commands.warehouse.trace import trace
from wardreport.domain.errors import ConfigurationError
from wardreport.workflow.settings import PROJECT
from wardreport.writing.file_rights.closing import closed_to_others

USAGE, UNEXPECTED, IO_ERROR = 64, 70, 74  # sysexits: EX_USAGE, EX_SOFTWARE, EX_IOERR
_OF_THE_DISK = {  # what a disk says: nothing of it quotes a file's name, which may be what somebody submitted
    errno.ENOSPC: "no space is left on a disk: make room and run it again; what is half written counts for nothing",
    errno.EDQUOT: "the disk quota is used up: make room and run it again; what is half written counts for nothing",
    errno.EROFS: "a disk can only be read: mount it for writing, and run it again",
    errno.EIO: "a disk cannot be read or written (input/output error): see to the disk before anything else",
}

app = typer.Typer(
    help="From the wards' annexes in shared folders to the consolidated half-yearly report.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
database = typer.Typer(help="The warehouse's schema, and what BI reads.", no_args_is_help=True)
app.add_typer(database, name="db")
office = typer.Typer(help="What an office decides: the folder of WARDREPORT_OFFICE.", no_args_is_help=True)
app.add_typer(office, name="office")
_COMMANDS: tuple[Callable[..., Any], ...] = (
    *(check, forms, remind, notices),
    *(run, status, decide, verify, approve, rebuild, restate),
    *(figures, trace, quality, backup, restore, purge, doctor),
)
for verb in _COMMANDS:
    app.command()(verb)
database.command()(upgrade)
database.command("check")(check_schema)
database.command()(dictionary)
database.command()(export)
office.command()(init)
office.command("check")(check_office)


def main() -> NoReturn:
    """The entry point: bad usage and bad configuration end with status 64 and one line, never a traceback.

    What is printed is UTF-8 in every locale, as programs that read it expect; what is no text is escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    os.environ.setdefault("MPLCONFIGDIR", str(PROJECT / "var" / "matplotlib"))  # its font list, not in the home folder
    try:
        with closed_to_others():
            result = app(standalone_mode=False)
    except ConfigurationError as error:
        _fail(str(error))
    except FileNotFoundError as error:
        _fail(str(error) if error.filename is None else f"no such file: {error.filename}")
    except typer.Abort:
        sys.exit(130)
    except typer.Exit as ended:
        result = ended.exit_code
    except BrokenPipeError:  # the reader (head, less) has seen enough
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        if hasattr(error, "format_message"):  # what the command line's parser raises
            _fail(error.format_message())
        if os.environ.get("WARDREPORT_TRACEBACK"):
            raise
        if (said := _of_the_disk(error)) is not None:
            _fail(said, status=IO_ERROR)
        _fail(_without_submitted_text(error), status=UNEXPECTED)
    sys.exit(result if isinstance(result, int) else 0)


def _of_the_disk(error: BaseException) -> str | None:
    """What a full or damaged disk is told as, also where a database says it in its own words."""
    if isinstance(error, OSError) and error.errno in _OF_THE_DISK:
        return _OF_THE_DISK[error.errno]
    original = str(getattr(error, "orig", ""))
    if "database or disk is full" in original or "No space left on device" in original:
        return _OF_THE_DISK[errno.ENOSPC]
    if "disk I/O error" in original:
        return _OF_THE_DISK[errno.EIO]
    if "database disk image is malformed" in original or "file is not a database" in original:
        return "the warehouse's file is damaged: restore a backup (wardreport restore)"
    return None


def _without_submitted_text(error: Exception) -> str:
    """Kind and place of an unexpected error; its message might quote what somebody submitted."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    reason = f": {error.strerror}" if isinstance(error, OSError) and error.strerror else ""
    place = f"{Path(last.filename).name} line {last.lineno}"
    return f"stopped by {type(error).__name__}{reason} in {place}; WARDREPORT_TRACEBACK=1 shows all of it"


def _fail(line: str, status: int = USAGE) -> NoReturn:
    print(f"wardreport: {' '.join(line.split())}", file=sys.stderr)  # noqa: T201
    sys.exit(status)
