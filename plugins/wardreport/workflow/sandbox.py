"""Reads submissions in child processes with limits, so that one file can cost one finding and nothing more.

A child parses and screens: no text that has not been screened reaches the process that started it.
"""

from __future__ import annotations

import contextlib
import os
import resource
import selectors
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter

from wardreport.domain.finding import Detection
from wardreport.domain.submission import MAX_FILE_BYTES, ScreenedForm, Submission

MEMORY_BYTES = 768 * 1024 * 1024
SECONDS_A_FILE = 6.0  # of processor time, whatever else the machine does
SECONDS_TO_WAIT = 600.0  # for an answer: then it is the machine that cannot, and no file's fault
MAX_DETECTIONS_A_RULE = 100
# a child that is not ready by then is started again, the last with the patience of an answer: a machine without a
# processor to spare is no file's fault, and one file never stops a city
_SECONDS_TO_START = (60.0, 60.0, SECONDS_TO_WAIT)
_READY = b"ready\n"
_NUL = rb"\u0000"
_SUBMISSION: TypeAdapter[Submission] = TypeAdapter(Submission)
_FORM: TypeAdapter[ScreenedForm] = TypeAdapter(ScreenedForm)


def read_guarded(
    submissions: Iterable[Submission], *, children: int = 1, seconds_a_file: float = SECONDS_A_FILE
) -> Iterator[ScreenedForm]:
    """parse and screen: Submissions → ScreenedForms, in their order.

    A file that takes more memory or processor time than it may is ``file.too_large``; one that kills the process that
    reads it, or of which nothing can be said to that process or by it, is ``file.corrupt``. Raises ``RuntimeError``
    where no child can be started, also when it is tried again, ``FileNotFoundError`` where a copy is gone, and
    ``TimeoutError`` where a child gets no processor for so long that a task had better try again.
    """
    readers = _Readers(seconds_a_file)
    try:
        with ThreadPoolExecutor(max_workers=max(1, children), thread_name_prefix="read") as threads:
            yield from threads.map(readers.read, submissions)
    finally:
        readers.stop()


class _Readers:
    """One child a thread, started when it is first needed and again when it was lost."""

    def __init__(self, seconds_a_file: float) -> None:
        self._seconds = seconds_a_file
        self._own = threading.local()
        self._started: list[_Child] = []

    def read(self, submission: Submission) -> ScreenedForm:
        ours = submission.collected and submission.size <= MAX_FILE_BYTES  # a larger file stays in the share
        if ours and not submission.content.is_file():  # no unit may be told that its file is corrupt
            raise FileNotFoundError(f"the copy of submission {submission.sha256[:8]} is gone")
        child: _Child | None = getattr(self._own, "child", None)
        if child is None:
            child = self._own.child = self._ready_child()
        try:
            question = _SUBMISSION.dump_json(_posted(submission))
        except ValueError:  # something in it is no text
            return _refused(submission, Detection("file.corrupt"))
        answer = child.ask(question)
        if not isinstance(answer, Detection):
            try:
                form = _FORM.validate_json(answer)
                return replace(form, submission=replace(submission, file_name=form.submission.file_name))
            except ValueError:  # nobody can say what the child says after that
                answer = Detection("file.corrupt")
        child.stop()
        self._own.child = None
        return _refused(submission, answer)

    def _ready_child(self) -> _Child:
        for seconds in _SECONDS_TO_START:
            child = _Child(self._seconds)
            self._started.append(child)
            if child.is_ready(seconds):
                return child
            child.stop()
        raise RuntimeError("a process to read submissions in could not be started")

    def stop(self) -> None:
        for child in self._started:
            child.stop()


class _Child:
    """A process that answers one line with one line."""

    def __init__(self, seconds_a_file: float) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - nothing from outside
            [sys.executable, "-m", "wardreport.workflow.sandbox", str(seconds_a_file)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # libraries may quote what they read
            env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        )
        self._unread = b""

    def is_ready(self, seconds: float) -> bool:
        """Whether it says so within that time."""
        return self._line(seconds) == _READY

    def ask(self, question: bytes) -> bytes | Detection:
        """The answer, or why there is none: it took too much time of the processor, or the process is gone."""
        try:
            self._pipe(self._process.stdin).write(question + b"\n")
            self._pipe(self._process.stdin).flush()
            answer = self._line(SECONDS_TO_WAIT)
        except OSError:
            return Detection("file.corrupt")
        if answer is None:
            raise TimeoutError(f"no answer from a process that reads submissions in {SECONDS_TO_WAIT:.0f} s")
        if answer.endswith(b"\n"):
            return answer
        return Detection("file.too_large" if self._process.wait() == -signal.SIGPROF else "file.corrupt")

    def stop(self) -> None:
        """Ends it, whatever it does."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                self._pipe(pipe).close()
        self._process.wait()

    def _line(self, seconds: float) -> bytes | None:
        """The next line; shorter than a line where the process ended, None where the time ran out."""
        out, end = self._pipe(self._process.stdout), time.monotonic() + seconds
        with selectors.DefaultSelector() as waiting:
            waiting.register(out, selectors.EVENT_READ)
            while b"\n" not in self._unread:
                if not waiting.select(end - time.monotonic()):
                    return None
                chunk = os.read(out.fileno(), 1 << 16)
                if not chunk:
                    return self._unread
                self._unread += chunk
        line, _, self._unread = self._unread.partition(b"\n")
        return line + b"\n"

    @staticmethod
    def _pipe(pipe: object) -> BinaryIO:
        return pipe  # type: ignore[return-value]


def _posted(submission: Submission) -> Submission:
    """With its path as a text of the path's bytes: a name on a disk need not be text."""
    return replace(submission, content=Path(os.fsencode(submission.content).decode("latin-1")))


def _arrived(submission: Submission) -> Submission:
    return replace(submission, content=Path(os.fsdecode(str(submission.content).encode("latin-1"))))


def _refused(submission: Submission, why: Detection) -> ScreenedForm:
    return ScreenedForm(replace(submission, file_name=""), None, None, None, (), {}, (why,))


def _capped(form: ScreenedForm) -> ScreenedForm:
    """At most so many detections of a rule: ten thousand stray figures tell a clerk no more than a hundred."""
    seen: Counter[str] = Counter()
    kept = []
    for detection in form.detections:
        seen[detection.rule] += 1
        if seen[detection.rule] <= MAX_DETECTIONS_A_RULE:
            kept.append(detection)
    return replace(form, detections=tuple(kept))


def _answer(line: bytes, read: Callable[[Submission], ScreenedForm]) -> bytes:
    submission = _SUBMISSION.validate_json(line)
    try:
        form = _capped(read(_arrived(submission)))
        kept = replace(submission, file_name=form.submission.file_name)
        answer = _FORM.dump_json(replace(form, submission=kept))
        if _NUL in answer:  # no database keeps it, and one text would keep the whole city's from it
            raise ValueError("a text with NUL in it")
        return answer + b"\n"
    except MemoryError:
        form = _refused(submission, Detection("file.too_large"))
    except Exception as error:
        # whatever one file does, the others are read; where it happened helps us, what the file says stays out
        last = traceback.extract_tb(error.__traceback__)[-1]
        print(f"{type(error).__name__} in {Path(last.filename).name} line {last.lineno}", file=sys.stderr)  # noqa: T201
        form = _refused(submission, Detection("file.corrupt"))
    return _FORM.dump_json(form) + b"\n"


def _serve(seconds_a_file: float) -> None:
    """The child: reads submissions from its standard input, one line each, until that ends.

    The kernel ends it by SIGPROF when one has taken more processor time than it may.
    """
    from wardreport.metadata import load_metadata
    from wardreport.stages.parse import parse
    from wardreport.stages.screen import screen

    metadata = load_metadata()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr  # what a library prints is no answer
    for limit, value in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    answers.write(_READY)
    answers.flush()
    for line in sys.stdin.buffer:
        signal.setitimer(signal.ITIMER_PROF, seconds_a_file)
        answer = _answer(line, lambda submission: screen(parse(submission, metadata), metadata))
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(answer)
        answers.flush()


if __name__ == "__main__":
    _serve(float(sys.argv[1]))
