"""What stops a start: configuration and data files that cannot be trusted."""


class ConfigurationError(Exception):
    """Bad configuration, told in one clear line; the command line prints it and ends with status 64."""


class NoAnswerError(ConfigurationError):
    """What is named does not answer: perhaps it is named wrongly, perhaps it will answer later."""


class DecisionError(ConfigurationError):
    """A decision that matches nothing (docs/design/review-and-release.md)."""
