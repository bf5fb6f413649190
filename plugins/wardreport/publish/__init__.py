"""Stage publish: SafeTable → Release (docs/design/review-and-release.md)."""

from wardreport.publish.release_folder import publish

__all__ = ["publish"]
