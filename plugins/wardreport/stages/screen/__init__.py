"""Stage screen: ParsedForm → ScreenedForm (docs/design/findings.md)."""

from wardreport.stages.screen.privacy import screen

__all__ = ["screen"]
