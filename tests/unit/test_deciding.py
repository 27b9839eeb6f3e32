"""What persons decide about relations: recorded in files, durable, never guessed."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.standing import CHANGES_12, NEW, OLD, Maker, central_text, text_of

from archivist import Archive, audit, store
from archivist.deciding import RelationFilter, Ruling
from archivist.errors import DocumentNotFound, UsageError
from archivist.layout import Layout
from archivist.model import Change, Direction, Relation, RelationDecision, RelationKind, RelationState

CONFIRM = Ruling(verdict=RelationState.CONFIRMED, by="Nguyễn Thị Mẫu", why="đã đối chiếu")
TAKE_BACK = dataclasses.replace(CONFIRM, verdict=RelationState.PROPOSED)


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Maker]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as archive:
        made = Maker(archive, tmp_path)
        yield made
        made.archive.close()


@pytest.fixture
def pair(maker: Maker) -> tuple[str, str]:
    """A decision and the one that replaces it."""
    return maker.decision(OLD, day="15/03/2021"), maker.decision(NEW, day="10/02/2023", body=CHANGES_12)


def only(archive: Archive, source: str, kind: RelationKind = RelationKind.REPLACES) -> Relation:
    (found,) = [
        one for one in archive.relations(source) if one.kind is kind and one.direction is Direction.OUT
    ]
    return found


def test_what_was_read_is_only_proposed(maker: Maker, pair: tuple[str, str]) -> None:
    relation = only(maker.archive, pair[1])
    assert (relation.state, relation.target) == (RelationState.PROPOSED, pair[0])
    assert [one.id for one in maker.archive.standing.pending()] == [relation.id]


def test_the_other_document_sees_the_same_relation(maker: Maker, pair: tuple[str, str]) -> None:
    (incoming,) = [one for one in maker.archive.relations(pair[0]) if one.direction is Direction.IN]
    assert incoming.id == only(maker.archive, pair[1]).id
    assert incoming.seen_as == "replaced-by"


def test_a_confirmation_lies_in_the_record_and_in_the_log(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    relation = only(archive, pair[1])
    result = archive.standing.confirm(relation.id, by="Nguyễn Thị Mẫu", why="đã đối chiếu")
    assert result.outcome == "decided"
    document = archive.get(pair[1])
    assert document.revision == 2
    stored = json.loads((archive.root / document.path / "record.json").read_text(encoding="utf-8"))
    (decision,) = stored["decisions"]
    assert (decision["verdict"], decision["by"], decision["target"]) == (
        "confirmed",
        "Nguyễn Thị Mẫu",
        pair[0],
    )
    assert [event.why for event in audit.events(Layout(archive.root)) if event.action == "decided"] == [
        "đã đối chiếu"
    ]
    assert only(archive, pair[1]).state is RelationState.CONFIRMED
    assert archive.check().ok


def test_a_decision_survives_a_rebuild(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    archive.standing.reject(only(archive, pair[1]).id, by="Nguyễn Thị Mẫu")
    before = archive._ws.catalogue.dump()
    archive.rebuild()
    assert archive._ws.catalogue.dump() == before
    assert only(archive, pair[1]).state is RelationState.REJECTED
    assert archive.standing.pending() == ()


def test_a_decision_can_be_taken_back_and_the_history_stays(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    relation = only(archive, pair[1])
    archive.standing.confirm(relation.id, by="Nguyễn Thị Mẫu")
    (result,) = archive.standing.decide(RelationFilter(ids=(relation.id,)), TAKE_BACK)
    assert result.outcome == "decided"
    assert only(archive, pair[1]).state is RelationState.PROPOSED
    assert [one.verdict for one in archive.get(pair[1]).decisions] == [
        RelationState.CONFIRMED,
        RelationState.PROPOSED,
    ]


def test_saying_the_same_again_writes_nothing(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    relation = only(archive, pair[1])
    archive.standing.confirm(relation.id, by="Nguyễn Thị Mẫu")
    assert archive.standing.confirm(relation.id, by="Người khác").outcome == "unchanged"
    assert archive.get(pair[1]).revision == 2


def test_a_dry_run_writes_nothing(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    results = archive.standing.decide(RelationFilter(), CONFIRM, dry_run=True)
    assert [one.outcome for one in results] == ["decided"]
    assert archive.get(pair[1]).revision == 1


def test_in_bulk_each_document_gets_one_revision(maker: Maker) -> None:
    archive = maker.archive
    for ordinal in (1, 2, 3):
        maker.decision(f"{ordinal}-QĐ/TU", day=f"0{ordinal}/03/2020")
    body = (
        "Điều 2. Quyết định này thay thế Quyết định số 1-QĐ/TU, ngày 01/3/2020; Quyết định số 2-QĐ/TU, ngày"
        " 02/3/2020 và Quyết định số 3-QĐ/TU, ngày 03/3/2020 của Ban Thường vụ Tỉnh ủy."
    )
    source = maker.decision(NEW, day="10/02/2023", body=body)
    results = archive.standing.decide(RelationFilter(kinds=(RelationKind.REPLACES,)), CONFIRM)
    assert [one.outcome for one in results] == ["decided"] * 3
    assert archive.get(source).revision == 2
    assert archive.standing.pending() == ()


def test_filters_narrow_what_is_decided(maker: Maker, pair: tuple[str, str]) -> None:
    standing = maker.archive.standing
    assert standing.relations(RelationFilter(number="12 QĐ TU")) == standing.pending()
    assert standing.relations(RelationFilter(number="13-QĐ/TU")) == ()
    assert standing.relations(RelationFilter(kinds=(RelationKind.AMENDS,))) == ()
    assert standing.relations(RelationFilter(bound="none")) == ()
    assert standing.relations(RelationFilter(at_least=0.99)) == ()
    assert len(standing.relations(RelationFilter(issuer="tinh-uy:lam-ha", bound="one"))) == 1
    with pytest.raises(UsageError):
        standing.relations(RelationFilter(bound="two"))
    with pytest.raises(DocumentNotFound):
        standing.relations(RelationFilter(ids=("zzzz",)))


def test_a_lower_body_cannot_change_the_act_of_a_higher_one(maker: Maker) -> None:
    archive = maker.archive
    body = "Điều 2. Quyết định này thay thế Quy định số 7-QĐ/TW, ngày 05/4/2018 của Ban Bí thư."
    maker.put(central_text("7-QĐ/TW", day="05/04/2018", body="Điều 1. Phạm vi."))
    source = maker.decision(NEW, day="10/02/2023", body=body)
    relation = only(archive, source)
    assert relation.target is not None
    result = archive.standing.confirm(relation.id, by="Nguyễn Thị Mẫu")
    assert (result.outcome, result.why) == ("skipped", "lower-issuer")
    with pytest.raises(UsageError, match="lower body"):
        archive.standing.add(source, "repeals", by="Nguyễn Thị Mẫu", target=relation.target)
    assert archive.get(source).revision == 1


def test_among_several_that_fit_a_person_chooses(maker: Maker) -> None:
    archive = maker.archive
    first = maker.decision(OLD, day="15/03/2018")
    second = maker.decision(OLD, day="16/03/2021")
    body = "Điều 2. Quyết định này thay thế Quyết định số 12-QĐ/TU của Ban Thường vụ Tỉnh ủy."
    source = maker.decision(NEW, day="10/02/2023", body=body)
    relation = only(archive, source)
    assert relation.candidates == tuple(sorted((first, second)))
    assert archive.standing.confirm(relation.id, by="Nguyễn Thị Mẫu").why == "ambiguous"
    ruling = dataclasses.replace(CONFIRM, target=archive.get(second).id)
    archive.standing.decide(RelationFilter(ids=(relation.id,)), ruling)
    assert only(archive, source).target == second
    assert [one.source for one in archive.relations(second) if one.direction is Direction.IN] == [source]
    assert [one for one in archive.relations(first) if one.direction is Direction.IN] == []


def test_a_confirmed_placeholder_binds_when_the_document_arrives(maker: Maker) -> None:
    archive = maker.archive
    source = maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    relation = only(archive, source)
    assert relation.placeholder
    archive.standing.confirm(relation.id, by="Nguyễn Thị Mẫu")
    held = maker.decision(OLD, day="15/03/2021")
    bound = only(archive, source)
    assert (bound.target, bound.state, bound.id) == (held, RelationState.CONFIRMED, relation.id)


def test_what_a_person_meant_stays_meant_when_a_namesake_arrives(maker: Maker) -> None:
    archive = maker.archive
    body = "Điều 2. Quyết định này thay thế Quyết định số 12-QĐ/TU của Ban Thường vụ Tỉnh ủy."
    held = maker.decision(OLD, day="15/03/2021")
    source = maker.decision(NEW, day="10/02/2023", body=body)
    archive.standing.confirm(only(archive, source).id, by="Nguyễn Thị Mẫu")
    maker.decision(OLD, day="20/03/2016")
    assert only(archive, source).target == held


def test_kind_and_parts_can_be_corrected(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    relation = only(archive, pair[1])
    ruling = dataclasses.replace(CONFIRM, kind=RelationKind.AMENDS, scope="khoản 2 Điều 5")
    archive.standing.decide(RelationFilter(ids=(relation.id,)), ruling)
    corrected = only(archive, pair[1], RelationKind.AMENDS)
    assert (corrected.id, corrected.scope) == (relation.id, "khoản 2 Điều 5")
    assert corrected.evidence.quote == relation.evidence.quote


def test_a_relation_can_be_stated_by_a_person(maker: Maker) -> None:
    archive = maker.archive
    old = maker.decision(OLD, day="15/03/2021")
    source = maker.decision(NEW, day="10/02/2023")
    added = archive.standing.add(source, "repeals", by="Nguyễn Thị Mẫu", target=old, scope="Điều 3")
    found = only(archive, source, RelationKind.REPEALS)
    assert (found.id, found.state, found.target, found.scope) == (
        added.id,
        RelationState.CONFIRMED,
        old,
        "Điều 3",
    )
    assert found.evidence.source == "person:Nguyễn Thị Mẫu"
    with pytest.raises(UsageError):
        archive.standing.add(source, "repeals", by="Nguyễn Thị Mẫu")


def test_a_decision_needs_a_name(maker: Maker, pair: tuple[str, str]) -> None:
    with pytest.raises(UsageError, match="name"):
        maker.archive.standing.confirm(only(maker.archive, pair[1]).id, by=" ")


def test_a_scan_and_a_signed_copy_are_one_directive(maker: Maker) -> None:
    archive = maker.archive
    first = maker.decision(OLD, day="15/03/2021")
    second = maker.put(
        text_of(OLD, day="15/03/2021", body="Điều 1. Giao các ban thực hiện.") + "\n(bản sao)\n"
    )
    source = maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    relation = only(archive, source)
    assert (relation.target, relation.candidates) == (min(first, second), ())
    for id_ in (first, second):
        incoming = [one for one in archive.relations(id_) if one.direction is Direction.IN]
        assert [(one.source, one.target) for one in incoming] == [(source, id_)]


def test_only_an_explicit_clause_with_a_date_or_body_is_trusted(maker: Maker, pair: tuple[str, str]) -> None:
    bare = "Điều 2. Quyết định này thay thế Quyết định số 14-QĐ/TU."
    maker.decision("14-QĐ/TU", day="15/04/2021")
    source = maker.decision("21-QĐ/TU", day="11/02/2023", body=bare)
    archive = maker.trusting()
    assert only(archive, pair[1]).state is RelationState.BY_RULE
    assert only(archive, source).state is RelationState.PROPOSED
    archive.standing.reject(only(archive, pair[1]).id, by="Nguyễn Thị Mẫu")
    assert only(archive, pair[1]).state is RelationState.REJECTED


def test_a_decision_cut_off_before_its_audit_line_is_finished(maker: Maker, pair: tuple[str, str]) -> None:
    """The process dies when the new record is durable and nothing else: the next opening goes on."""
    archive = maker.archive
    relation = only(archive, pair[1])
    (ready,) = archive.standing.decide(RelationFilter(ids=(relation.id,)), CONFIRM, dry_run=True)
    assert ready.outcome == "decided"
    document = archive.get(pair[1])
    decision = RelationDecision(
        relation=relation.id,
        verdict=RelationState.CONFIRMED,
        citation=document.citations[0],
        target=archive.get(pair[0]).id,
        at=document.filed_at,
        by="Nguyễn Thị Mẫu",
    )
    change = Change(at=document.filed_at, by="Nguyễn Thị Mẫu", why="", fields=("relations",))
    changed = dataclasses.replace(document, revision=2, decisions=(decision,), changes=(change,))
    layout, root = Layout(archive.root), archive.root
    archive._ws.catalogue.begin_intent(document.id, document.sha256, document.path, "revising")
    store.revise(layout, root / document.path, changed)
    archive.close()
    with Archive.open(root) as again:
        assert only(again, pair[1]).state is RelationState.CONFIRMED
        assert [event.by for event in audit.events(layout) if event.action == "decided"] == ["Nguyễn Thị Mẫu"]
        assert again.check().ok


def test_check_names_a_decision_whose_document_is_gone(maker: Maker, pair: tuple[str, str]) -> None:
    archive = maker.archive
    archive.standing.confirm(only(archive, pair[1]).id, by="Nguyễn Thị Mẫu")
    held = archive.root / archive.get(pair[0]).path
    shutil.rmtree(held)
    assert "S7" in {problem.invariant for problem in archive.check().problems}


def test_withdrawing_the_document_that_was_meant_leaves_a_placeholder(
    maker: Maker, pair: tuple[str, str]
) -> None:
    archive = maker.archive
    archive.standing.confirm(only(archive, pair[1]).id, by="Nguyễn Thị Mẫu")
    archive.withdraw(pair[0], by="Nguyễn Thị Mẫu", why="nhầm")
    assert only(archive, pair[1]).placeholder
    assert archive.check().ok
