"""Which tasks at a status a person has looked at, and decided that the directive stays as it is.

Owns: what a decision "keep" answers, and when it no longer does.
Must not: record a decision (`reconciling` does), or change a status.

A lost basis, a period that is over, a general repeal clause stay what they are; that somebody looked is said
beside them. A decision answers what was known when it was made: if the basis ends, or its end is confirmed,
after that, the task is open again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from archivist import store
from archivist.model import StatusCode, StatusReason
from archivist.workspace import Workspace

ANSWERED = frozenset(
    {StatusCode.BASIS_LOST, StatusCode.PERIOD_ENDED, StatusCode.SOURCE_ENDED, StatusCode.GENERAL_REPEAL}
)
"""Tasks that "keep" answers; a relation is confirmed or rejected instead."""

Kept = Mapping[str, store.Settled]


def kept(ws: Workspace, known_on: dt.date | None = None) -> Kept:
    """Document → the decision that it stays, where that is the last one on it.

    Args:
        ws: the open archive.
        known_on: leave out what was decided after this day.
    """
    last: dict[str, store.Settled] = {}
    for settled in store.read_settled(ws.layout).values():
        if settled.action in (store.Action.OPEN, store.Action.APART) or (
            known_on is not None and settled.statement.at.astimezone().date() > known_on
        ):
            continue
        for id_ in settled.documents:
            before = last.get(id_)
            if before is None or before.statement.at < settled.statement.at:
                last[id_] = settled
    return {id_: one for id_, one in last.items() if one.action is store.Action.KEEP}


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
