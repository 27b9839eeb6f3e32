"""The reconciliation worksheet of two bodies that were merged (docs/reconciliation.md, docs/adr/0020).

Owns: pairing the directives of two bodies, what is proposed for each, and what people decided.
Must not: change the status of a directive; only a relation a person confirmed does.
"""

from archivist.reconciling.records import (
    Ground,
    Row,
    SharedWord,
    Side,
    Taken,
    Worksheet,
)
from archivist.store import Action, Settled

__all__ = ["Action", "Ground", "Row", "Settled", "SharedWord", "Side", "Taken", "Worksheet"]
