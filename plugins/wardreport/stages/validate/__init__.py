"""Stage validate: ScreenedForms → ValidationReport and AcceptedForms (docs/design/findings.md)."""

from wardreport.stages.validate.engines import RuleEngine
from wardreport.stages.validate.judgement import validate, validate_consolidated

__all__ = ["RuleEngine", "validate", "validate_consolidated"]
