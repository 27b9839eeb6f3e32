"""The archive's own authority file: added, corrected, named and merged bodies, and who uses them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.office import party_document

from archivist import Archive, testing
from archivist.authorities.bodies import IssuerRecord, issuer_by_id
from archivist.authorities.register import IssuerRegister, LocalIssuer
from archivist.errors import RevisionConflict, UsageError
from archivist.model import Document, Issuer, Level, System

BY = "Người Thử"


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as opened:
        yield opened


def letter(
    folder: Path, issuer: str, number: str = "7-BC/BQLCN", *, subject: str = "về lát đường nội bộ"
) -> Path:
    """A Party document under any letterhead."""
    text = party_document(number, "05 tháng 3 năm 2024", "BÁO CÁO", subject, "Đã lát xong.")
    return testing.make_txt(
        folder / f"{abs(hash((issuer, number)))}.txt", text.replace("TỈNH ỦY SAO MAI", issuer)
    )


def filed(archive: Archive, source: Path) -> Document:
    document = archive.file(source).document
    assert document is not None
    return document


def record_bytes(archive: Archive) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in archive.root.glob("documents/**/record*.json")}


class TestAdding:
    def test_an_added_body_is_read_found_and_survives_a_rebuild(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        with archive:
            added = archive.issuers.add(
                "Ban Quản lý Cầu Nổi",
                parent="tinh-uy:sao-mai",
                codes=["BQLCN@2020/.."],
                valid_from="2020",
                by=BY,
                why="thử",
            )
            assert added.record.level is Level.PROVINCIAL, "that of its superior"
            assert added.record.system is System.PARTY
            document = filed(archive, letter(tmp_path, "TỈNH ỦY SAO MAI\nBAN QUẢN LÝ CẦU NỔI"))
            assert document.issuer is not None
            assert document.issuer.authority_id == added.record.id
            for asked in ("Ban Quản lý Cầu Nổi", "BQLCN", added.record.id):
                assert [hit.document.id for hit in archive.search(issuer=asked)] == [document.id], asked
            before = archive.issuers.show("BQLCN")
            archive.rebuild()
            assert archive.issuers.show("BQLCN") == before
            assert before.documents == 1
            assert before.record.code_periods == {"BQLCN": "2020/.."}
            assert archive.check().ok

    def test_documents_filed_before_are_attached_without_being_written(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        with archive:
            document = filed(archive, letter(tmp_path, "TỔ CÔNG TÁC CẦU NỔI"))
            kept = record_bytes(archive)
            added = archive.issuers.add(
                "Tổ công tác Cầu Nổi", system="party", level="provincial", by=BY, why="thử"
            )
            shown = archive.get(document.id)
            assert shown.issuer is not None
            assert shown.issuer.authority_id == added.record.id
            assert shown.issuer.as_printed == "TỔ CÔNG TÁC CẦU NỔI"
            assert record_bytes(archive) == kept

    def test_what_is_on_record_is_not_added_again(self, archive: Archive) -> None:
        with archive:
            with pytest.raises(UsageError, match="on record already"):
                archive.issuers.add("Bộ Nội vụ", system="state", by=BY, why="thử")
            archive.issuers.add("Tổ công tác Cầu Nổi", system="party", by=BY, why="thử")
            with pytest.raises(UsageError, match="on record already"):
                archive.issuers.add("tổ công tác cầu nổi", system="party", by=BY, why="thử")

    @pytest.mark.parametrize(
        ("details", "message"),
        [
            ({}, "the Party, the State or the Front"),
            ({"system": "guild"}, "is not one of"),
            ({"system": "party", "codes": ["a b"]}, "is no code"),
            ({"system": "party", "codes": ["AB@last year"]}, "is no code"),
            ({"system": "party", "valid_from": "13/2024"}, "is no date"),
            ({"system": "party", "valid_from": "2025", "valid_to": "2024"}, "is after"),
            ({"system": "party", "parent": "Hội Không Có Thật"}, "no issuing body"),
            ({"system": "party", "names": {"fr": "Pont"}}, "is not one of"),
            ({"system": "party", "colour": "red"}, "has no 'colour'"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_written(
        self, archive: Archive, details: dict[str, object], message: str
    ) -> None:
        with archive:
            with pytest.raises(UsageError, match=message):
                archive.issuers.add("Tổ công tác Cầu Nổi", by=BY, **details)  # type: ignore[arg-type]  # wrong on purpose
            assert not list((archive.root / "issuers").iterdir())

    def test_a_statement_needs_a_name(self, archive: Archive) -> None:
        with archive, pytest.raises(UsageError, match="who says so"):
            archive.issuers.add("Tổ công tác Cầu Nổi", system="party", by=" ")


class TestNaming:
    def test_an_alias_attaches_what_was_read_otherwise(self, archive: Archive, tmp_path: Path) -> None:
        with archive:
            document = filed(archive, letter(tmp_path, "TỈNH ỦY SAO MAI\nVP. CẤP ỦY"))
            printed = document.issuer.as_printed if document.issuer else ""
            archive.issuers.alias("van-phong-tinh-uy:sao-mai", printed, by=BY, why="thử")
            assert [hit.document.id for hit in archive.search(issuer="van-phong-tinh-uy:sao-mai")] == [
                document.id
            ]
            again = filed(archive, letter(tmp_path, "TỈNH ỦY SAO MAI\nVP. CẤP ỦY", "8-BC/VPTU"))
            assert again.issuer is not None
            assert again.issuer.authority_id == "van-phong-tinh-uy:sao-mai"

    def test_a_name_of_another_body_is_refused(self, archive: Archive) -> None:
        with archive, pytest.raises(UsageError, match="is the name of bo-tai-chinh"):
            archive.issuers.alias("bo-noi-vu", "Bộ Tài chính", by=BY, why="thử")

    def test_names_in_other_languages_find_it(self, archive: Archive, tmp_path: Path) -> None:
        with archive:
            archive.issuers.add("Tổ công tác Cầu Nổi", system="party", by=BY, why="thử")
            archive.issuers.alias(
                "Tổ công tác Cầu Nổi", "Arbeitsgruppe Schwimmbrücke", language="de", by=BY, why="thử"
            )
            document = filed(archive, letter(tmp_path, "TỔ CÔNG TÁC CẦU NỔI"))
            assert [hit.document.id for hit in archive.search("schwimmbrücke")] == [document.id]

    def test_a_shipped_record_is_corrected_in_the_archive_only(self, archive: Archive) -> None:
        with archive:
            corrected = archive.issuers.revise("bo-noi-vu", note="ghi chú", from_revision=0, by=BY, why="thử")
            assert (corrected.revision, corrected.record.note) == (1, "ghi chú")
            shipped = issuer_by_id("bo-noi-vu")
            assert shipped is not None
            assert shipped.note == ""
            with pytest.raises(RevisionConflict):
                archive.issuers.revise("bo-noi-vu", note="khác", from_revision=0, by=BY, why="thử")


class TestMerging:
    def test_a_merge_writes_no_document_and_is_undone(self, archive: Archive, tmp_path: Path) -> None:
        with archive:
            document = filed(archive, letter(tmp_path, "HUYỆN ỦY ĐỒI GIÓ", "7-BC/HU"))
            assert document.issuer is not None
            wrong = document.issuer.authority_id or ""
            kept = record_bytes(archive)
            right = archive.issuers.add(
                "Huyện ủy Đồi Gió (tỉnh Sao Mai)",
                id="huyen-uy:doi-gio:sao-mai",
                system="party",
                by=BY,
                why="thử",
            ).record.id
            merged = archive.issuers.merge(wrong, right, by=BY, why="thử")
            assert (merged.documents, merged.merged_from) == (1, (wrong,))
            assert archive.search(facets=True).facets["issuer"][0].value == right
            assert len(archive.search(issuer=wrong)) == 1, "the old id means the same body"
            archive.rebuild()
            assert archive.issuers.show(right).documents == 1
            assert record_bytes(archive) == kept
            archive.issuers.separate(wrong, by=BY, why="thử")
            assert archive.issuers.show(right).documents == 0
            assert archive.issuers.show(wrong).documents == 1
            assert [said.action for said in archive.issuers.show(wrong).history] == [
                "issuer-merged",
                "issuer-separated",
            ]
            assert archive.check().ok

    def test_there_is_no_circle(self, archive: Archive) -> None:
        with archive:
            archive.issuers.merge("bo-noi-vu", "bo-tai-chinh", by=BY, why="thử")
            with pytest.raises(UsageError, match="one record already"):
                archive.issuers.merge("bo-tai-chinh", "bo-noi-vu", by=BY, why="thử")

    def test_a_successor_does_not_swallow_the_body_before_it(self, archive: Archive) -> None:
        """Fonds stay apart: since 1 July 2025 Tỉnh ủy Tuyên Quang carries on Tỉnh ủy Hà Giang, it is not it."""
        with archive:
            for wrong, right in (("ha-giang", "tuyen-quang"), ("tuyen-quang", "ha-giang")):
                with pytest.raises(UsageError, match="are two bodies"):
                    archive.issuers.merge(f"tinh-uy:{wrong}", f"tinh-uy:{right}", by=BY, why="thử")
            assert archive.issuers.show("tinh-uy:ha-giang").history == ()

    @pytest.mark.parametrize("relation", ["parent", "predecessors", "successors"])
    def test_no_body_stands_above_before_or_after_itself(self, archive: Archive, relation: str) -> None:
        def value(id: str) -> str | list[str]:
            return id if relation == "parent" else [id]

        with archive:
            first, second, third = (
                archive.issuers.add(name, system="party", by=BY, why="thử").record.id
                for name in ("Tổ một", "Tổ hai", "Tổ ba")
            )
            for one, other in ((first, second), (second, third)):
                archive.issuers.revise(one, by=BY, why="thử", **{relation: value(other)})  # type: ignore[arg-type]
            for other in (first, third):
                with pytest.raises(UsageError, match="itself"):
                    archive.issuers.revise(other, by=BY, why="thử", **{relation: value(first)})  # type: ignore[arg-type]
            assert archive.issuers.show(third).revision == 1
            assert archive.check().ok

    def test_a_merge_is_undone_by_the_name_it_was_made_by(self, archive: Archive) -> None:
        with archive:
            for name in ("Tổ rà soát", "Tổ rà soát văn bản"):
                archive.issuers.add(name, parent="bo-noi-vu", by=BY, why="thử")
            archive.issuers.merge("Tổ rà soát", "Tổ rà soát văn bản", by=BY, why="thử")
            undone = archive.issuers.separate("Tổ rà soát", by=BY, why="thử")
            assert (undone.record.name, undone.merged_into) == ("Tổ rà soát", "")
            with pytest.raises(UsageError, match="not merged"):
                archive.issuers.separate("Tổ rà soát", by=BY, why="thử")


class TestPredecessors:
    def test_a_search_for_a_body_also_means_those_before_it(self, archive: Archive, tmp_path: Path) -> None:
        """Resolution 202/2025/QH15: Hà Giang went into Tuyên Quang on 1 July 2025."""
        with archive:
            old = filed(archive, letter(tmp_path, "TỈNH ỦY HÀ GIANG", "7-BC/TU"))
            new = filed(archive, letter(tmp_path, "TỈNH ỦY TUYÊN QUANG", "8-BC/TU"))
            asked = "Tỉnh ủy Tuyên Quang"
            assert {hit.document.id for hit in archive.search(issuer=asked)} == {new.id}
            both = archive.search(issuer=asked, with_predecessors=True)
            assert {hit.document.id for hit in both} == {old.id, new.id}
            assert {str(hit.document.issuer) for hit in both} == {asked, "Tỉnh ủy Hà Giang"}, (
                "fonds stay apart"
            )
            typed = archive.search(f'issuer:"{asked}"', with_predecessors=True)
            assert typed.total == 2
            assert archive.search(issuer="Tỉnh ủy Hà Giang", with_predecessors=True).total == 1

    def test_succession_a_person_stated_counts_from_either_end(self, archive: Archive) -> None:
        """Which commune follows a district (closed on 30 June 2025) only an archivist can say."""
        with archive:
            archive.issuers.add(
                "Huyện ủy Đồi Gió", id="huyen-uy:doi-gio:sao-mai", system="party", by=BY, why="thử"
            )
            archive.issuers.add(
                "Đảng ủy xã Đồi Gió",
                id="dang-uy-xa:doi-gio:sao-mai",
                system="party",
                predecessors=["huyen-uy:doi-gio:sao-mai"],
                by=BY,
                why="thử",
            )
            shown = archive.issuers.show("huyen-uy:doi-gio:sao-mai")
            assert shown.record.successors == ("dang-uy-xa:doi-gio:sao-mai",)
            assert [b.id for b in archive.issuers.predecessors("Đảng ủy xã Đồi Gió")] == [
                "huyen-uy:doi-gio:sao-mai"
            ]

    def test_ministries_reach_back_over_several_mergers(self) -> None:
        """BNNMT (2025) from BNNPTNT, which took over BTS in 2007."""
        assert "bo-thuy-san" in IssuerRegister().predecessors("bo-nong-nghiep-va-moi-truong")


class TestProposals:
    def test_a_correction_proposes_a_name_and_records_nothing(self, archive: Archive, tmp_path: Path) -> None:
        with archive:
            document = filed(archive, letter(tmp_path, "TỔ GIÚP VIỆC CẤP ỦY"))
            archive.revise(document.id, issuer="van-phong-tinh-uy:sao-mai", by=BY, why="thử")
            (proposal,) = archive.issuers.proposals()
            assert (proposal.printed, proposal.issuer.id) == (
                "TỔ GIÚP VIỆC CẤP ỦY",
                "van-phong-tinh-uy:sao-mai",
            )
            assert proposal.documents == (document.id,)
            assert not list((archive.root / "issuers").iterdir())
            archive.issuers.alias(proposal.issuer.id, proposal.printed, by=BY, why="thử")
            assert archive.issuers.proposals() == ()

    def test_a_body_on_no_list_is_proposed_under_the_name_documents_bear(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        """Its id has no accents, and a record composed of it would have none."""
        with archive:
            document = filed(archive, letter(tmp_path, "TỔ GIÚP VIỆC CẤP ỦY"))
            archive.revise(document.id, issuer="Văn phòng Tỉnh ủy Đồi Gió", by=BY, why="thử")
            (proposal,) = archive.issuers.proposals()
            assert proposal.issuer.id == "van-phong-tinh-uy:doi-gio"
            assert proposal.issuer.name == "Văn phòng Tỉnh ủy Đồi Gió"

    def test_a_refused_name_is_not_proposed_again(self, archive: Archive, tmp_path: Path) -> None:
        with archive:
            document = filed(archive, letter(tmp_path, "TỔ GIÚP VIỆC CẤP ỦY"))
            archive.revise(document.id, issuer="van-phong-tinh-uy:sao-mai", by=BY, why="thử")
            archive.issuers.alias(
                "van-phong-tinh-uy:sao-mai", "TỔ GIÚP VIỆC CẤP ỦY", refuse=True, by=BY, why="thử"
            )
            assert archive.issuers.proposals() == ()

    def test_a_name_the_reader_understood_is_not_proposed(self, archive: Archive, tmp_path: Path) -> None:
        with archive:
            document = filed(archive, letter(tmp_path, "TỈNH ỦY SAO MAI"))
            archive.revise(document.id, issuer="tinh-uy:sao-mai", by=BY, why="thử")
            assert archive.issuers.proposals() == ()


class TestOnDisk:
    def test_statements_are_logged_and_missing_ones_are_found(self, archive: Archive) -> None:
        with archive:
            archive.issuers.revise("bo-noi-vu", note="một", by=BY, why="thử")
            archive.issuers.revise("bo-noi-vu", note="hai", by=BY, why="thử")
            lines = [
                json.loads(line)
                for f in archive.root.glob("audit/*.jsonl")
                for line in f.read_text().splitlines()
            ]
            said = [line for line in lines if line["action"] == "issuer-revised"]
            assert [line["key"] for line in said] == [
                "issuers/bo-noi-vu.r0001.json",
                "issuers/bo-noi-vu.r0002.json",
            ]
            (archive.root / "issuers" / "bo-noi-vu.r0001.json").unlink()
            problems = archive.check().problems
            assert [problem.invariant for problem in problems] == ["M6"]
            assert "bo-noi-vu.r0001.json is missing" in problems[0].message

    def test_a_damaged_statement_is_reported_and_the_one_before_it_holds(self, archive: Archive) -> None:
        with archive:
            archive.issuers.revise("bo-noi-vu", note="một", by=BY, why="thử")
            archive.issuers.revise("bo-noi-vu", note="hai", by=BY, why="thử")
            path = archive.root / "issuers" / "bo-noi-vu.r0002.json"
            path.chmod(0o644)
            path.write_bytes(b"{")
        with Archive.open(archive.root) as again:
            assert again.issuers.show("bo-noi-vu").record.note == "một"
            assert "M6" in {problem.invariant for problem in again.check().problems}

    @pytest.mark.parametrize("logged", [False, True])
    def test_a_statement_that_was_interrupted_is_finished(self, archive: Archive, logged: bool) -> None:
        """Died after the file was whole: before, or after, its line in the log was written."""
        with archive:
            archive.issuers.revise("bo-noi-vu", note="một", by=BY, why="thử")
        final = archive.root / "issuers" / "bo-noi-vu.r0001.json"
        final.rename(final.with_name(final.name + ".new"))
        log = next(archive.root.glob("audit/*.jsonl"))
        if not logged:
            kept = [
                line for line in log.read_bytes().splitlines(keepends=True) if b"issuer-revised" not in line
            ]
            log.write_bytes(b"".join(kept))
        with Archive.open(archive.root) as again:
            assert again.issuers.show("bo-noi-vu").record.note == "một"
            assert again.check().ok
            assert log.read_bytes().count(b"issuer-revised") == 1

    def test_caches_that_missed_a_statement_follow_at_the_next_opening(
        self, archive: Archive, tmp_path: Path
    ) -> None:
        """As after a restore of the files, or a death between the statement and the catalogue."""
        with archive:
            document = filed(archive, letter(tmp_path, "TỔ CÔNG TÁC CẦU NỔI"))
            shutil.copytree(archive.root / "state", tmp_path / "state")
            added = archive.issuers.add("Tổ công tác Cầu Nổi", system="party", by=BY, why="thử")
        shutil.rmtree(archive.root / "state")
        shutil.copytree(tmp_path / "state", archive.root / "state")
        with Archive.open(archive.root, "r") as stale:
            assert {problem.invariant for problem in stale.check().problems} == {"S2"}
        with Archive.open(archive.root) as again:
            again.index_waiting()
            assert [hit.document.id for hit in again.search(issuer=added.record.id)] == [document.id]
            assert again.check().ok

    def test_an_archive_without_the_folder_is_read(self, archive: Archive) -> None:
        archive.close()
        for name in ("issuers", "renditions"):
            (archive.root / name).rmdir()
        with Archive.open(archive.root, "r") as old:
            assert old.issuers.show("bo-noi-vu").revision == 0
            assert old.check().ok


class TestRegister:
    def test_damaged_merges_in_a_circle_end(self) -> None:
        def merged(id: str, into: str) -> LocalIssuer:
            return LocalIssuer(record=IssuerRecord(id=id, name=id, system=System.STATE), merged_into=into)

        register = IssuerRegister({"a": merged("a", "b"), "b": merged("b", "a")}, "x")
        assert register.follow("a") in {"a", "b"}
        assert register.issuer_of(Issuer(as_printed="A", authority_id="a")) is not None

    def test_one_name_of_two_bodies_means_neither(self) -> None:
        """A guess between them would be silent."""
        bodies = {
            id: LocalIssuer(
                record=IssuerRecord(id=id, name="Tổ Giúp việc", system=System.PARTY, parent=parent)
            )
            for id, parent in (("mot", "tinh-uy:sao-mai"), ("hai", "tinh-uy:dong-son-ha"))
        }
        register = IssuerRegister(bodies, "x")
        assert register.match(("TỔ GIÚP VIỆC",)) is None
        found = register.match(("TỈNH ỦY SAO MAI", "TỔ GIÚP VIỆC"))
        assert found is not None
        assert found.record_id == "mot", "the superior printed above it decides"
