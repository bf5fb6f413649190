"""What stops a start: configuration and data files that cannot be trusted."""


class ConfigurationError(Exception):
    """Bad configuration, told in one clear line; the command line prints it and ends with status 64."""


class DecisionError(ConfigurationError):
    """A decision that matches nothing (DESIGN.md section 8)."""
