"""How long documents and files are kept: schedules, proposals, holds.

Owns: what is proposed and why, and what persons state of it.
Must not: remove anything. Nothing is ever deleted by itself (docs/adr/0027).
"""

from archivist.periods import Period, parse_period
from archivist.retention.facade import Block, Proposal, Retention
from archivist.retention.schedules import Line, Schedule

__all__ = ["Block", "Line", "Period", "Proposal", "Retention", "Schedule", "parse_period"]
