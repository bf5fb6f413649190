"""Looks a deployment over and says what to mend; leaves nothing behind (``wardreport doctor``)."""

from wardreport.checkup.check import Check, Outcome
from wardreport.checkup.deployment_checkup import check_deployment

__all__ = ["Check", "Outcome", "check_deployment"]
