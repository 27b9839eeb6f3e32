"""Which tasks at a status a person has looked at, and decided that the directive stays as it is.

Owns: what a decision "keep" answers, and when it no longer does.
Must not: record a decision (`reconciling` does), or change a status.

A lost basis, a period that is over, a general repeal clause stay what they are; that somebody looked is said
beside them. A decision answers what was known when it was made: if the basis ends, or its end is confirmed,
after that, the task is open again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from archivist import store
from archivist.model import StatusCode, StatusReason
from archivist.workspace import Workspace

ANSWERED = frozenset(
    {StatusCode.BASIS_LOST, StatusCode.PERIOD_ENDED, StatusCode.SOURCE_ENDED, StatusCode.GENERAL_REPEAL}
)
"""Tasks that "keep" answers; a relation is confirmed or rejected instead."""


def kept(ws: Workspace, id_: str, known_on: dt.date | None = None) -> store.Settled | None:
    """The decision that one directive stays, where that is the last one made of it alone.

    Args:
        ws: the open archive.
        id_: the directive.
        known_on: leave out what was decided after this day.
    """
    said = [
        one
        for one in store.history_of(ws.layout, id_)
        if known_on is None or one.statement.at.astimezone().date() <= known_on
    ]
    return said[-1] if said and said[-1].action is store.Action.KEEP else None


def answered(
    reason: StatusReason, decision: store.Settled | None, learned: dt.datetime | None = None
) -> StatusReason:
    """The task with who looked at it, if the decision came after it.

    Args:
        reason: the task.
        decision: the decision to keep its directive, if there is one.
        learned: when it became known, where that is not the day it happened.
    """
    if decision is None or reason.code not in ANSWERED:
        return reason
    said = decision.statement
    happened = reason.since or reason.until
    if (happened is not None and said.at.astimezone().date() < happened) or (learned and said.at < learned):
        return reason
    return replace(reason, looked_at_by=said.by, looked_at=said.at, looked_at_why=said.why)
