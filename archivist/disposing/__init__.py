"""Disposal: a list, decisions on it, carrying them out (docs/adr/0031).

Owns: what may stand on a list, what forbids carrying out a decision at that very moment, and the order of the
steps. Must not: begin any of them by itself.
"""

from archivist.disposing.facade import Disposals
from archivist.disposing.records import DisposalEntry, DisposalLine, DisposalOutcome, LineState, Refusal

__all__ = ["DisposalEntry", "DisposalLine", "DisposalOutcome", "Disposals", "LineState", "Refusal"]
