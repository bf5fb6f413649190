"""How many examples the tests of properties try: few at every run, ten times as many with ``make test-long``."""

from __future__ import annotations

import os

from hypothesis import settings

SHORT, LONG = 100, 1000  # of a property that says nothing of its own


def register_profiles() -> None:
    """``short``, which is in force now, and ``long``, which ``--hypothesis-profile=long`` chooses.

    A slow machine is no failure. CI tries the same examples every time; elsewhere they are new at every run.
    """
    always_the_same = os.environ.get("CI") == "true"
    settings.register_profile("short", max_examples=SHORT, deadline=None, derandomize=always_the_same)
    settings.register_profile("long", max_examples=LONG, deadline=None, derandomize=always_the_same)
    settings.load_profile("short")


def examples(short: int, long: int | None = None) -> int:
    """So many in the short profile, and in the long one as many times more as any property gets, or so many."""
    if long is not None and settings().max_examples >= LONG:
        return long
    return short * settings().max_examples // SHORT
