"""Stage screen: ParsedForm → ScreenedForm (DESIGN.md sections 5 and 9)."""

from wardreport.stages.screen.privacy import screen

__all__ = ["screen"]
