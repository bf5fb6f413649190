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


def examples(short: int) -> int:
    """So many in the short profile, and as many times more in the long one as any property gets."""
    return short * settings().max_examples // SHORT
