"""What can be found, and one finding."""

from .catalogue import RULES, Rule, default_severity, rule
from .finding import Finding, Related, Severity

__all__ = ["RULES", "Finding", "Related", "Rule", "Severity", "default_severity", "rule"]
