"""Renditions of one work: what is one, what never is, and what a person says of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.office import party_document

from archivist import Archive, testing
from archivist.catalogue.documents import ROW_COLUMNS, DocumentRow
from archivist.errors import UsageError
from archivist.model import Access, Document, DocumentId, TextState
from archivist.store import Said, Statement, Verdict, pair_of
from archivist.works import group

SUBJECT = "về việc sắp xếp kho lưu trữ cơ quan cấp ủy"
BODY = "Sắp xếp lại kho lưu trữ trong quý này."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def decision(number: str = "105-QĐ/TU", day: str = "05 tháng 3 năm 2024", subject: str = SUBJECT) -> str:
    return party_document(number, day, "QUYẾT ĐỊNH", subject, BODY)


class Office:
    """Files documents in several formats; each call is one arrival."""

    def __init__(self, archive: Archive, folder: Path) -> None:
        self.archive, self.folder, self.count = archive, folder, 0

    def file(self, text: str, suffix: str = "txt") -> Document:
        self.count += 1
        path = self.folder / f"văn bản {self.count}.{suffix}"
        if suffix == "pdf":
            testing.make_pdf(path, text)
        elif suffix == "docx":
            testing.make_docx(path, text)
        else:
            testing.make_txt(path, text)
        document = self.archive.file(path).document
        assert document is not None
        return document


@pytest.fixture
def office(archive: Archive, tmp_path: Path) -> Office:
    return Office(archive, tmp_path)


class TestOneWork:
    def test_word_and_pdf_of_one_decision_are_one_hit(self, archive: Archive, office: Office) -> None:
        with archive:
            word = office.file(decision(), "docx")
            fixed = office.file(decision(), "pdf")
            office.file(decision("106-QĐ/TU"))
            results = archive.search("kho lưu trữ")
            assert results.total == 2
            hit = next(hit for hit in results if hit.document.number == "105-QĐ/TU")
            assert hit.document.id == fixed.id, "the fixed form stands for the work"
            assert [one.id for one in hit.renditions] == [word.id]
            assert not hit.confirmed
            assert archive.search("kho lưu trữ", all_renditions=True).total == 3

    def test_totals_counts_and_pages_are_those_of_works(self, archive: Archive, office: Office) -> None:
        with archive:
            for number in range(1, 5):
                office.file(decision(f"{number}-QĐ/TU"), "txt")
                office.file(decision(f"{number}-QĐ/TU"), "docx")
            found = archive.search("kho lưu trữ", facets=True, sort="number", limit=3)
            assert (found.total, len(found)) == (4, 3)
            assert found.facets["kind"][0].count == 4
            rest = archive.search("kho lưu trữ", sort="number", limit=3, offset=3)
            assert [hit.document.number for hit in (*found, *rest)] == [f"{n}-QĐ/TU" for n in range(1, 5)]

    def test_a_rendition_that_alone_matches_is_found(self, archive: Archive, office: Office) -> None:
        with archive:
            office.file(decision(), "pdf")
            copy = office.file(decision() + "\nBản này có thêm chữ dị bản.\n", "docx")
            found = archive.search('"dị bản"')
            assert [hit.document.id for hit in found] == [copy.id]
            assert len(found[0].renditions) == 1

    @pytest.mark.parametrize(
        "other",
        [
            decision("106-QĐ/TU"),
            decision(day="06 tháng 3 năm 2025"),
            decision(subject="về việc thanh lý thiết bị văn phòng cấp ủy"),
            decision().replace("SAO MAI", "ĐÔNG SƠN HẠ"),
            decision().replace("QUYẾT ĐỊNH", "QUY ĐỊNH"),
            decision("107-QĐ/TU", subject="sửa đổi, bổ sung Quyết định số 105-QĐ/TU " + SUBJECT),
        ],
        ids=["number", "year", "subject", "issuer", "kind", "amendment"],
    )
    def test_other_directives_are_never_renditions(
        self, archive: Archive, office: Office, other: str
    ) -> None:
        with archive:
            first, second = office.file(decision()), office.file(other)
            assert archive.renditions.works() == ()
            assert archive.search("cấp ủy").total == 2
            assert not [like for like in archive.renditions.of(first.id).proposed if second.id in like.pair]

    def test_a_year_in_one_subject_alone_is_for_a_person(self, archive: Archive, office: Office) -> None:
        """Read to the end, or another year's version under a number that was not changed: nobody can tell."""
        with archive:
            office.file(decision())
            office.file(decision(subject=SUBJECT + " năm 2025"))
            assert archive.renditions.works() == ()
            assert [like.confidence < 0.9 for like in archive.renditions.proposals()] == [True]

    def test_a_draft_without_number_is_proposed_and_not_hidden(
        self, archive: Archive, office: Office
    ) -> None:
        with archive:
            issued = office.file(decision())
            draft = office.file("DỰ THẢO\n" + decision("     -QĐ/TU", "     tháng 3 năm 2024"), "docx")
            assert draft.number is None
            assert archive.search("kho lưu trữ").total == 2
            (like,) = archive.renditions.proposals()
            assert set(like.pair) == {issued.id, draft.id}
            assert like.confidence < 0.9

    def test_a_scan_with_a_day_and_a_number_by_hand_is_proposed(
        self, archive: Archive, office: Office
    ) -> None:
        with archive:
            issued = office.file(decision())
            scan = office.file(decision("†ƒ -QĐ/TU", "#5 tháng 3 năm 2024"))
            office.file(decision("†ƒ -QĐ/TU", "#5 tháng 3 năm 2024", SUBJECT + " năm 2025"))
            assert (scan.number, scan.issued_text) == (None, "2024-03")
            (like,) = archive.renditions.proposals()
            assert (set(like.pair), like.confidence < 0.9) == ({issued.id, scan.id}, True)


class TestPersons:
    def test_confirmed_by_a_person_it_survives_a_rebuild(self, archive: Archive, office: Office) -> None:
        with archive:
            issued = office.file(decision())
            draft = office.file("DỰ THẢO\n" + decision("     -QĐ/TU", "     tháng 3 năm 2024"), "docx")
            work = archive.renditions.confirm(issued.id, draft.id, by="Người Thử", why="đã so")
            assert work.confirmed
            assert work.documents == (issued.id, draft.id), "the issued one stands for the work"
            archive.rebuild()
            (hit,) = archive.search("kho lưu trữ")
            assert hit.confirmed
            assert archive.renditions.proposals() == ()
            assert archive.check().ok
            (path,) = (archive.root / "renditions").iterdir()
            assert json.loads(path.read_text())["statement"]["why"] == "đã so"
            log = "".join(path.read_text() for path in archive.root.glob("audit/*.jsonl"))
            assert log.count("rendition-confirmed") == 1

    def test_split_by_a_person_both_are_shown_and_it_can_be_taken_back(
        self, archive: Archive, office: Office
    ) -> None:
        with archive:
            one, other = office.file(decision()), office.file(decision(), "docx")
            assert archive.search("kho lưu trữ").total == 1
            archive.renditions.split(one.id, by="Người Thử")
            assert archive.search("kho lưu trữ").total == 2
            assert archive.renditions.proposals() == ()
            archive.renditions.confirm(other.id, one.id, by="Người Thử")
            assert archive.search("kho lưu trữ").total == 1
            assert len(list((archive.root / "renditions").iterdir())) == 2, "nothing said is lost"

    def test_one_split_off_leaves_the_others_together(self, archive: Archive, office: Office) -> None:
        with archive:
            ids = [office.file(decision(), suffix).id for suffix in ("txt", "docx", "pdf")]
            archive.renditions.split(ids[1], by="Người Thử")
            (work,) = archive.renditions.works()
            assert set(work.documents) == {ids[0], ids[2]}

    def test_who_only_reads_sees_what_others_filed_and_said(self, archive: Archive, office: Office) -> None:
        """Groups are remembered between searches; not longer than they hold."""
        with archive:
            one = office.file(decision())
            with Archive.open(archive.root, "r") as reader:
                assert reader.search("kho lưu trữ").total == 1
                other = office.file(decision(), "docx")
                assert reader.search("kho lưu trữ").total == 1
                archive.renditions.split(one.id, other.id, by="Người Thử")
                assert reader.search("kho lưu trữ").total == 2
                archive.renditions.confirm(one.id, other.id, by="Người Thử")
                archive.rebuild()
                assert reader.search("kho lưu trữ").total == 1
                archive.revise(other.id, number="106-QĐ/TU", by="Người Thử")
                assert reader.search("kho lưu trữ").total == 1, "what a person said holds"

    def test_a_document_that_stands_alone_needs_another(self, archive: Archive, office: Office) -> None:
        with archive:
            one = office.file(decision())
            with pytest.raises(UsageError, match="another document"):
                archive.renditions.confirm(one.id, by="Người Thử")
            with pytest.raises(UsageError, match="who says so"):
                archive.renditions.confirm(one.id, office.file(decision(), "pdf").id, by=" ")

    def test_withdrawn_documents_leave_their_work(self, archive: Archive, office: Office) -> None:
        with archive:
            one, other = office.file(decision()), office.file(decision(), "docx")
            archive.renditions.confirm(one.id, other.id, by="Người Thử")
            archive.withdraw(other.id, by="Người Thử", why="thử")
            (hit,) = archive.search("kho lưu trữ")
            assert hit.renditions == ()
            assert archive.check().ok


def make_row(id: DocumentId) -> DocumentRow:
    """A row that says nothing but that its document is there."""
    values: dict[str, object] = dict.fromkeys(ROW_COLUMNS)
    values |= {"id": id, "revision": 1, "draft": False, "access": Access.OPEN, "reasons": ()}
    values |= {"text_state": TextState.COMPLETE, "media_type": "text/plain"}
    return DocumentRow(**values)  # type: ignore[arg-type]  # what is None there is unknown here


IDS = [DocumentId(letter * 26) for letter in "abcdef"]
SAYINGS = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(IDS), st.sampled_from(Said)), max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])  # of a loaded machine
@given(SAYINGS)
def test_groups_never_join_what_a_person_split(said: list[tuple[DocumentId, DocumentId, Said]]) -> None:
    """Whatever people say in whatever order: a work holds no pair that was said to be different."""
    statement = Statement(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC), by="x", action="x", subject="x")
    verdicts = {
        pair_of(one, other): Verdict(pair=pair_of(one, other), said=what, number=1, statement=statement)
        for one, other, what in said
        if one != other
    }
    works = group({id: make_row(id) for id in IDS}, verdicts)
    for pair, verdict in verdicts.items():
        if verdict.said is Said.DIFFERENT and pair[0] in works:
            assert pair[1] not in works[pair[0]].documents
    for id, work in works.items():
        assert id in work.documents
        assert len(work.documents) > 1
        assert work.confirmed, "nothing but words of people joined these"
