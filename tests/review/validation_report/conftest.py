"""The browser of the published pages, for the reviewers' one."""

from tests.publish.conftest import browser, visit

__all__ = ["browser", "visit"]
