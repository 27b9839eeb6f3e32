"""Recording what people decide of the rows of a worksheet.

Owns: what can be decided, and writing it durably. Must not: change a document or its status.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

from archivist import fsio, statements, store
from archivist.errors import UsageError
from archivist.store import Action, Settled, Statement
from archivist.text import clean_line
from archivist.workspace import Workspace, now


def settle(
    ws: Workspace,
    documents: Sequence[str],
    action: Action,
    *,
    by: str,
    why: str = "",
    result: str = "",
    result_id: str = "",
    dry_run: bool = False,
) -> tuple[Settled, bool]:
    """Record a decision; the same decision twice is recorded once.

    Args:
        ws: the open archive.
        documents: id of one directive, or of two that are a pair.
        action: the decision.
        by: who decided.
        why: why.
        result: number of the resulting document.
        result_id: its id, when it is held.
        dry_run: look whether it can be recorded, and write nothing.

    Returns:
        What holds now, and whether that is new.

    Raises:
        UsageError: no name, or a decision that cannot be.
        StorageError: the disk is full, read-only or failing; nothing was recorded.
    """
    ids = tuple(sorted(set(documents)))
    by, why, result = clean_line(by), clean_line(why), clean_line(result)
    if not by:
        raise UsageError("a decision needs a name: who decided?")
    if len(ids) not in (1, 2):
        raise UsageError("a decision is about one directive, or about two")
    if action is Action.APART and len(ids) != 2:
        raise UsageError("two directives can be no pair; name both")
    key = "+".join(ids)
    statement = Statement(at=now(), by=by, action=f"reconciled-{action}", subject=key, why=why)
    with fsio.storage_errors(ws.layout.root), nullcontext() if dry_run else ws.writer():
        if not dry_run:
            ws.require_write()
            statements.finish_pending(ws)
        held, number = store.settled_of(ws.layout, key)
        if action is Action.OPEN and (held is None or held.action is Action.OPEN):
            raise UsageError("nothing was decided yet that could be taken back")
        if held is not None and _same(held, action, why, result, result_id):
            return held, False
        settled = Settled(
            documents=ids,
            action=action,
            result=result,
            result_id=result_id,
            number=number,
            statement=statement,
        )
        if dry_run:
            return settled, True
        fsio.make_folder(ws.layout.reconciliation)
        statements.make(ws, ws.layout.reconciliation, key, settled.number, store.encode_settled(settled))
    return settled, True


def _same(held: Settled, action: Action, why: str, result: str, result_id: str) -> bool:
    said = (held.action, held.statement.why, held.result, held.result_id)
    return said == (action, why, result, result_id)


def is_outdated(ws: Workspace, key: str, action: Action, *, by: str, why: str) -> bool:
    """Whether a line repeats what was decided once and otherwise since: a table exported before that.

    Taking it would undo the later decision of somebody else. Who means it so gives another reason.
    """
    history = store.history_of(ws.layout, key)
    said = (action, clean_line(by), clean_line(why))
    told = [(one.action, one.statement.by, one.statement.why) for one in history]
    return bool(told) and told[-1][0] is not action and said in told[:-1]


def in_force_on(ws: Workspace, key: str) -> Settled | None:
    """The decision on one row; None when there is none, or it was taken back."""
    held, _ = store.settled_of(ws.layout, key)
    return held if held is not None and held.action is not Action.OPEN else None


def in_force(ws: Workspace) -> dict[str, Settled]:
    """Key → decision, without those taken back."""
    return {key: one for key, one in store.read_settled(ws.layout).items() if one.action is not Action.OPEN}
