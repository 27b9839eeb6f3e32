"""The commands on a real archive: what they answer, in text and JSON, and their exit codes."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from support import office
from support.program import Program, Result

from archivist.testing import make_txt

SAMPLES = Path(__file__).parents[2] / "sample_archive" / "inbox"

needs_no_root = pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"),
    reason="root may write everywhere, and setpriv (util-linux) to become somebody else is not here",
)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """An archive with the office's documents, and what `add` said; tests must not change it."""
    base = tmp_path_factory.mktemp("office")
    program = Program(home=base)
    root = base / "kho"
    assert program.inside("init", root, "--name", "Kho Sao Mai").code == 0
    answer = program.inside("--archive", root, "--json", "add", office.fill(base / "văn bản"))
    return root, answer


@pytest.fixture
def kho(filed: tuple[Path, Result], cli: Program) -> Program:
    """The program, told where the archive is; for commands that only read."""
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(filed[0])})


@pytest.fixture
def own(filed: tuple[Path, Result], cli: Program, tmp_path: Path) -> Program:
    """The program with a copy of the archive that may be changed."""
    root = tmp_path / "kho"
    shutil.copytree(filed[0], root, symlinks=True)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(root)})


def _root(program: Program) -> Path:
    return Path(program.environ["ARCHIVIST_ARCHIVE"])


class TestInit:
    def test_makes_an_archive_and_says_what_comes_next(self, cli: Program, tmp_path: Path) -> None:
        answer = cli.inside("init", tmp_path / "kho", "--name", "Kho thử", "--language", "vi")
        assert answer.code == 0
        assert answer.out == f"{tmp_path / 'kho'}\n"
        assert "“Kho thử” đã sẵn sàng" in answer.err
        assert (tmp_path / "kho" / "archive.toml").is_file()

    def test_refuses_a_folder_in_use(self, cli: Program, tmp_path: Path) -> None:
        (tmp_path / "a file").touch()
        answer = cli.inside("init", tmp_path)
        assert answer.code == 2
        assert "not empty" in answer.err


class TestAdd:
    def test_some_were_not_filed(self, filed: tuple[Path, Result]) -> None:
        _, answer = filed
        assert answer.code == 3
        *results, summary = answer.records
        outcomes = {Path(result["source"]).name: result["outcome"] for result in results}
        assert outcomes["39-nq.txt"] == "filed"
        assert outcomes["trống.pdf"] == "quarantined"
        assert outcomes["hỏng.pdf"] == "quarantined"
        assert outcomes["danh sách.txt"] == "review"
        assert sorted([outcomes["12-nq.txt"], outcomes["bản sao.txt"]]) == ["duplicate", "filed"]
        assert summary["type"] == "summary"
        assert summary["quarantined"] == 2
        assert sum(value for key, value in summary.items() if key != "type") == len(results)

    def test_temporary_files_of_a_folder_are_left_out(self, filed: tuple[Path, Result]) -> None:
        assert not any("tạm" in (result.get("source") or "") for result in filed[1].records)

    def test_names_reason_and_what_to_do(self, own: Program, tmp_path: Path) -> None:
        (tmp_path / "trống.pdf").write_bytes(b"")
        answer = own.inside("add", tmp_path / "trống.pdf", "--language", "vi")
        assert answer.code == 3
        assert "cách ly" in answer.out
        assert "trống.pdf" in answer.out
        assert "tệp rỗng" in answer.out
        assert "đề nghị nơi gửi gửi lại" in answer.out
        assert "archivist quarantine" in answer.err

    def test_a_refused_file_is_not_named_where_output_is_kept(self, own: Program, tmp_path: Path) -> None:
        source = make_txt(tmp_path / "bi mat.txt", office.MARKED)
        text = own.inside("add", source)
        record = own.inside("add", source, "--json")
        assert (text.code, record.code) == (3, 3)
        for output in (text.out, text.err, record.out, record.err):
            assert "bi mat" not in output
        assert "file no. 1" in text.out
        assert record.records[0]["outcome"] == "refused"
        assert record.records[0]["source"] is None
        assert source.exists()

    def test_the_person_at_the_screen_is_told_which_file_it_was(self, own: Program, tmp_path: Path) -> None:
        source = make_txt(tmp_path / "bi mat.txt", office.MARKED)
        answer = own.on_terminal("add", source)
        assert answer.code == 3
        assert "bi mat.txt" in answer.out

    def test_a_missing_file_fails_and_the_others_go_on(self, own: Program, tmp_path: Path) -> None:
        good = make_txt(
            tmp_path / "moi.txt",
            office.party_document("1-TB/TU", "1 tháng 6 năm 2024", "THÔNG BÁO", "về họp", "Họp."),
        )
        answer = own.inside("add", tmp_path / "khong-co.pdf", good, "--json")
        assert answer.code == 3
        outcomes = sorted(record["outcome"] for record in answer.records[:-1])
        assert outcomes[0] == "failed"
        assert outcomes[1] in ("filed", "review")

    def test_the_archive_itself_is_not_filed(self, own: Program) -> None:
        """Records, receipts and audit lines would become hundreds of documents nobody can tell apart."""
        root = _root(own)
        (root / "den").mkdir()
        make_txt(root / "den" / "moi.txt", "Thư mời họp")
        answer = own.inside("add", root, "--json")
        assert [Path(record["source"]).name for record in answer.records[:-1]] == ["moi.txt"]
        for part in ("documents", "audit", "archive.toml"):
            refused = own.inside("add", root / part, "--language", "vi")
            assert refused.code == 2
            assert "thuộc về chính kho" in refused.err

    def test_a_name_that_is_no_utf8_is_given_exactly(self, own: Program, tmp_path: Path) -> None:
        name = os.fsencode(tmp_path) + b"/quy\xe1t.txt"
        Path(os.fsdecode(name)).write_bytes(office.OLDER.encode())
        answer = own("add", os.fsdecode(name), "--json")
        assert answer.code == 0
        record = answer.records[0]
        assert record["source"].endswith("quy\ufffdt.txt")
        import base64

        assert base64.b64decode(record["source_b64"]) == name

    def test_a_terminal_sees_a_bar_and_a_pipe_does_not(self, own: Program, tmp_path: Path) -> None:
        source = make_txt(tmp_path / "a.txt", office.OLDER)
        assert "Filing documents  [" in own.on_terminal("add", source).out
        piped = own.inside("add", source)
        assert "Filing documents" not in piped.out + piped.err

    def test_who_handed_it_over_is_kept(self, own: Program, tmp_path: Path) -> None:
        source = make_txt(tmp_path / "a.txt", office.INSTRUCTION.replace("07-CT", "08-CT"))
        identity = own.inside("add", source, "--from", "Văn phòng huyện A", "--json").records[0]["document"][
            "id"
        ]
        assert "Văn phòng huyện A" in own.inside("show", identity).out

    def test_needs_write_permission(self, kho: Program) -> None:
        answer = kho.inside("add", "--jobs", "0", "x")
        assert answer.code == 2
        assert "--jobs" in answer.err

    def test_a_file_added_again_is_there_already(self, own: Program, tmp_path: Path) -> None:
        source = make_txt(tmp_path / "moi.txt", office.INSTRUCTION.replace("07-CT/TU", "08-CT/TU"))
        first = own.inside("add", source, "--json").records[0]
        again = own.inside("add", source, "--language", "vi")
        assert first["outcome"] == "filed"
        assert again.code == 0
        assert "đã có" in again.out.lower() + again.err.lower()
        assert own.inside("add", source, "--json").records[0]["outcome"] == "duplicate"


class TestSearch:
    def test_days_in_the_wrong_order_are_refused(self, kho: Program) -> None:
        english = kho.inside("search", "--from", "2024", "--to", "2022")
        vietnamese = kho.inside("search", "--from", "2024", "--to", "2022", "--language", "vi")
        assert (english.code, vietnamese.code) == (2, 2)
        assert "2024-01-01" in english.err
        assert "comes after" in english.err
        assert "muộn hơn" in vietnamese.err
        assert kho.inside("search", "--from", "2024", "--to", "2024").code == 0

    def test_what_was_understood_is_said_in_the_language_in_use(self, kho: Program) -> None:
        assert "các từ “bien che”" in kho.inside("search", "bien che", "--explain", "--language", "vi").err
        assert "the words “bien che”" in kho.inside("search", "bien che", "--explain").err
        assert kho.inside("search", "bien che", "--json").records[-1]["explanation"] == ""

    def test_text(self, kho: Program) -> None:
        answer = kho.inside("search", "biên chế")
        assert answer.code == 0
        first, subject = answer.out.splitlines()[:2]
        assert "NQ/TU" in first
        assert "Tỉnh ủy Sao Mai" in first
        assert "biên chế" in subject
        assert "1–2 of 2" in answer.err

    def test_vietnamese(self, kho: Program) -> None:
        answer = kho.inside("search", "39-NQ/TU", "--language", "vi", "--facets")
        assert "18/07/2023" in answer.out
        assert "Theo cơ quan ban hành" in answer.out
        assert "trên" in answer.err

    def test_json_ends_with_a_summary(self, kho: Program) -> None:
        records = kho.inside("search", "biên chế", "--json", "--facets").records
        assert [record["type"] for record in records[:2]] == ["hit", "hit"]
        assert records[0]["rank"] == 1
        assert records[-1]["type"] == "summary"
        assert records[-1]["total"] == 2
        assert {record["facet"] for record in records if record["type"] == "facet"} >= {
            "issuer",
            "kind",
            "year",
        }
        snippet = records[0]["snippet"]
        assert [snippet["text"][a:b].lower() for a, b in snippet["spans"]]

    def test_filters_and_paging(self, kho: Program) -> None:
        assert [
            record["document"]["number"]
            for record in kho.inside("search", "--kind", "QĐ", "--json").records
            if record["type"] == "hit"
        ] == ["105-QĐ/TU"]
        recent = kho.inside("search", "--from", "2024", "--json").records
        assert {record["document"]["number"] for record in recent[:-1]} == {"105-QĐ/TU", "07-CT/TU"}
        old = kho.inside("search", "--to", "31/12/2019", "--json").records
        assert [record["document"]["number"] for record in old[:-1]] == ["12-NQ/TU"]
        page = kho.inside("search", "--sort", "-date", "--limit", "1", "--offset", "1", "--json").records
        assert page[0]["rank"] == 2
        assert page[-1]["shown"] == 1

    def test_nothing_found(self, kho: Program) -> None:
        plain = kho.inside("search", "xyzxyz")
        failing = kho.inside("search", "xyzxyz", "--fail-empty")
        assert (plain.code, failing.code) == (0, 4)
        assert plain.out == ""
        assert "Nothing was found" in plain.err

    def test_a_bad_query_is_shown_with_a_caret_under_the_place(self, kho: Program) -> None:
        answer = kho.inside("search", "biên chế", "knd:nq", "--language", "vi")
        assert answer.code == 5
        lines = answer.err.splitlines()
        assert lines[0] == "Lỗi: không có trường 'knd'"
        assert lines[1] == "  biên chế knd:nq"
        assert lines[2] == "           ^"
        assert lines[3] == "  có phải ý bạn là kind:"

    def test_a_bad_query_as_json(self, kho: Program) -> None:
        error = kho.inside("search", "knd:nq", "--json").error
        assert error["code"] == "query"
        assert error["query"] == "knd:nq"
        assert error["position"] == 0
        assert error["expected"]

    def test_a_wrong_date_says_how_to_write_it(self, kho: Program) -> None:
        answer = kho.inside("search", "--from", "hôm qua", "--language", "vi")
        assert answer.code == 2
        assert "hãy viết 18/7/2023" in answer.err

    @pytest.mark.parametrize("columns", [60, 140])
    def test_fits_the_terminal_and_colours_matches(self, kho: Program, columns: int) -> None:
        answer = kho.on_terminal("search", "biên chế", "--language", "vi", columns=columns)
        assert answer.code == 0
        assert "\x1b[33m" in answer.out
        import re

        from archivist_cli.table import width_of

        plain = re.sub(r"\x1b\[[0-9;]*m", "", answer.out)
        assert max(width_of(line) for line in plain.splitlines()) <= columns
        assert "NQ/TU" in plain

    def test_nothing_is_cut_in_a_pipe(self, kho: Program) -> None:
        out = kho.inside("search", "39-NQ/TU").out
        assert "về tinh giản biên chế và cơ cấu lại đội ngũ cán bộ, công chức" in out
        assert str(_root(kho) / "archive.toml") in kho.inside("config").out

    def test_no_colour_shows_marks(self, kho: Program) -> None:
        answer = kho.on_terminal("search", "biên chế", NO_COLOR="1")
        assert "\x1b[" not in answer.out
        assert "«" in answer.out

    def test_a_closed_pipe_ends_with_120(self, kho: Program) -> None:
        ours, theirs = os.pipe()
        os.close(ours)
        with subprocess.Popen(
            [sys.executable, "-m", "archivist_cli.main", "search", "biên chế", "--json"],
            stdout=theirs,
            stderr=subprocess.PIPE,
            env=kho.environment(),
            text=True,
        ) as process:
            os.close(theirs)
            _, err = process.communicate(timeout=60)
        assert process.returncode == 120
        assert err == ""


class TestOneDocument:
    @pytest.mark.parametrize("reference", ["39-NQ/TU", "39 nq tu", "path", "prefix"])
    def test_is_found_by_number_path_and_prefix(self, kho: Program, reference: str) -> None:
        known = kho.inside("show", "39-NQ/TU", "--json").records[0]
        named = {"path": known["path"], "prefix": known["id"][:8]}.get(reference, reference)
        assert kho.inside("show", named, "--json").records[0]["id"] == known["id"]

    def test_show_names_where_each_value_was_seen(self, kho: Program) -> None:
        out = kho.inside("show", "39-NQ/TU", "--language", "vi").out
        assert "Số, ký hiệu" in out
        assert "trang 1, dòng 4: “Số 39-NQ/TU”" in out
        assert "18/07/2023" in out
        assert "thay thế" in out
        assert "được thực hiện bởi" in out
        assert "39-nq.txt" in out

    def test_show_as_json_has_readings_receipts_relations(self, kho: Program) -> None:
        record = kho.inside("show", "12-NQ/TU", "--json").records[0]
        assert record["readings"]["number"]["evidence"][0]["quote"] == "Số 12-NQ/TU"
        assert len(record["receipts"]) == 2
        assert {relation["direction"] for relation in record["relations"]} == {"in"}

    def test_relations(self, kho: Program) -> None:
        text = kho.inside("relations", "39-NQ/TU")
        assert "replaces" in text.out
        assert "12-NQ/TU" in text.out
        assert "(not in the archive)" in " ".join(text.out.split())
        records = kho.inside("relations", "39-NQ/TU", "--json").records
        assert records[-1]["total"] == len(records) - 1
        alone = kho.inside("relations", "07-CT/TU")
        assert alone.code == 0
        assert alone.out == ""

    def test_text_in_a_pipe_is_the_text(self, kho: Program) -> None:
        assert "Tinh giản biên chế gắn với" in kho.inside("text", "39-NQ/TU").out
        assert kho.inside("text", "39-NQ/TU", "--json").records[0]["pages"]

    def test_text_on_a_terminal_goes_through_the_pager(self, kho: Program) -> None:
        answer = kho.on_terminal("text", "39-NQ/TU")
        assert answer.code == 0
        assert answer.out.startswith("39-NQ/TU · Nghị quyết")

    def test_open_prints_the_path_without_a_desktop(self, kho: Program) -> None:
        answer = kho.inside("open", "39-NQ/TU")
        path = Path(answer.out.rstrip("\n"))
        assert path.is_file()
        assert path.read_text(encoding="utf-8") == office.RESOLUTION

    def test_open_uses_the_viewer_of_the_desktop(self, kho: Program, tmp_path: Path) -> None:
        seen = tmp_path / "seen"
        viewer = tmp_path / "xdg-open"
        viewer.write_text(f'#!/bin/sh\nprintf %s "$1" > "{seen}"\n')
        viewer.chmod(viewer.stat().st_mode | stat.S_IXUSR)
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        answer = kho.on_terminal("open", "39-NQ/TU", PATH=path, DISPLAY=":0")
        assert answer.code == 0
        assert Path(seen.read_text()).name == "original.txt"

    @pytest.mark.parametrize("name", ["show", "open", "text", "relations", "revise", "withdraw"])
    def test_an_unknown_one_ends_with_16(self, own: Program, name: str) -> None:
        more = {"revise": ["--place", "x"], "withdraw": ["--why", "x", "--yes"]}.get(name, [])
        answer = own.inside(name, "zzzzzzzz", *more)
        assert answer.code == 16
        assert "archivist search" in answer.err


class TestCorrecting:
    def test_revise_says_what_changed_and_keeps_the_old_value(self, own: Program) -> None:
        answer = own.inside(
            "revise",
            "39-NQ/TU",
            "--signatory",
            "Trần Thị Thử",
            "--issued",
            "19/7/2023",
            "--by",
            "linh",
            "--why",
            "xem bản giấy",
        )
        assert answer.code == 0
        assert "Nguyễn Văn Mẫu → Trần Thị Thử" in answer.out
        assert "2023-07-18 → 2023-07-19" in answer.out
        shown = own.inside("show", "39-NQ/TU").out
        assert "corrected by linh" in shown
        assert "or: Nguyễn Văn Mẫu" in shown
        assert "xem bản giấy" in shown

    def test_revise_clears_and_refuses_contradictions(self, own: Program) -> None:
        assert own.inside("revise", "39-NQ/TU", "--clear", "place").code == 0
        assert own.inside("show", "39-NQ/TU", "--json").records[0]["place"] is None
        assert own.inside("revise", "39-NQ/TU", "--clear", "place", "--place", "x").code == 2
        assert own.inside("revise", "39-NQ/TU").code == 2
        assert own.inside("revise", "39-NQ/TU", "--kind", "không có loại này").code == 2

    def test_an_old_revision_is_refused(self, own: Program) -> None:
        assert own.inside("revise", "39-NQ/TU", "--place", "Nơi Khác").code == 0
        answer = own.inside(
            "revise", "39-NQ/TU", "--place", "Nơi Nữa", "--from-revision", "1", "--language", "vi"
        )
        assert answer.code == 17
        assert "đã có người khác sửa" in answer.err

    def test_review_lists_accepts_and_is_empty_then(self, own: Program) -> None:
        listed = own.inside("review", "--language", "vi")
        assert "danh sách.txt" in listed.out
        assert "không tìm thấy số, ký hiệu văn bản" in listed.out
        identity = own.inside("review", "--json").records[0]["id"][:8]
        assert f"archivist revise {identity} --number" in listed.out
        for record in own.inside("review", "--json").records[:-1]:
            assert own.inside("review", "--accept", record["id"]).code == 0
        after = own.inside("review")
        assert after.out == ""
        assert "Nothing to look at" in after.err

    def test_review_by_reason(self, kho: Program) -> None:
        assert kho.inside("review", "--reason", "number-missing", "--json").records[-1]["total"] == 1
        assert kho.inside("review", "--reason", "draft", "--json").records[-1]["total"] == 0
        assert kho.inside("review", "--reason", "sai").code == 2

    def test_a_held_scan_is_released_after_a_look(self, own: Program) -> None:
        scan = next(SAMPLES.glob("*scan*.pdf"))
        document = own.inside("add", scan, "--json").records[0]["document"]
        assert document["access"] == "held"
        assert "secrecy-not-checked" in document["reasons"]
        assert own.inside("search", "--json").records[-1]["total"] == 5
        listed = own.inside("review", "--language", "vi").out
        assert f"archivist review --release {document['id'][:8]}" in listed
        assert "held" in own.inside("show", document["id"]).out
        released = own.inside("review", "--release", document["id"], "--by", "linh", "--json")
        assert released.code == 0
        assert released.records[0]["access"] == "open"
        assert own.inside("search", "--json").records[-1]["total"] == 6

    def test_releasing_what_is_not_held_is_refused(self, own: Program) -> None:
        assert own.inside("review", "--release", "39-NQ/TU").code == 16

    def test_quarantine_list_show_release(self, own: Program) -> None:
        *entries, summary = own.inside("quarantine", "--json").records
        assert summary["total"] == 2
        assert [entry["id"] for entry in own.inside("quarantine", "list", "--json").records[:-1]] == [
            entry["id"] for entry in entries
        ]
        empty = next(entry for entry in entries if entry["reason"] == "empty")
        shown = own.inside("quarantine", "show", empty["id"], "--language", "vi")
        assert "trống.pdf" in shown.out
        assert "tệp rỗng" in shown.out
        again = own.inside("quarantine", "release", empty["id"])
        assert again.code == 3
        broken = next(entry for entry in entries if entry["reason"] != "empty")
        as_is = own.inside("quarantine", "release", broken["id"], "--as-is", "--why", "cần giữ")
        assert as_is.code == 0
        assert own.inside("quarantine", "--json").records[-1]["total"] == 1

    def test_quarantine_refuses_what_fits_none_or_several(self, kho: Program) -> None:
        assert kho.inside("quarantine", "show", "zz").code == 16
        several = kho.inside("quarantine", "show", "2")
        assert several.code == 16
        assert len(several.err.splitlines()) >= 2

    def test_withdraw_asks_and_needs_somebody_to_ask(self, own: Program) -> None:
        answer = own("withdraw", "07-CT/TU", "--why", "thử")
        assert answer.code == 2
        assert "--yes" in answer.err
        assert own.inside("show", "07-CT/TU").code == 0

    def test_withdraw_removes(self, own: Program) -> None:
        answer = own.inside("withdraw", "07-CT/TU", "--why", "thử", "--yes")
        assert answer.code == 0
        assert own.inside("show", "07-CT/TU").code == 16
        assert own.inside("search", "thiên tai", "--json").records[-1]["total"] == 0
        assert own.inside("withdraw", "39-NQ/TU", "--yes").code == 2


class TestCare:
    def test_check_of_a_whole_archive(self, kho: Program) -> None:
        answer = kho.inside("check")
        assert answer.code == 0
        assert "All is whole: 5 documents" in answer.out

    def test_check_names_an_altered_file(self, own: Program) -> None:
        path = Path(own.inside("open", "39-NQ/TU").out.rstrip("\n"))
        path.chmod(0o644)
        path.write_bytes(b"altered")
        answer = own.inside("check", "--language", "vi")
        assert answer.code == 13
        assert "Dữ liệu bị mất hoặc bị thay đổi" in answer.out
        records = own.inside("check", "--json").records
        assert records[0]["type"] == "problem"
        assert records[0]["severity"] == "must"
        assert records[-1]["ok"] is False

    @pytest.mark.parametrize("option", [[], ["--catalogue"], ["--index"], ["--browse"]])
    def test_rebuild(self, own: Program, option: list[str]) -> None:
        answer = own.inside("rebuild", *option)
        assert answer.code == 0
        assert own.inside("search", "biên chế", "--json").records[-1]["total"] == 2

    def test_rebuild_takes_one_option(self, own: Program) -> None:
        assert own.inside("rebuild", "--index", "--catalogue").code == 2

    def test_stats(self, kho: Program) -> None:
        record = kho.inside("stats", "--json").records[0]
        assert record["documents"] == 5
        assert record["receipts"] == 6
        assert record["quarantined"] == 2
        out = kho.inside("stats", "--language", "vi").out
        assert "Kho Sao Mai" in out
        assert "Nghị quyết  2" in out
        assert "Word (DOCX)" in out

    def test_stats_by_type_of_file(self, kho: Program) -> None:
        *found, summary = kho.inside("stats", "--formats", "--json").records
        assert {one["name"]: one["documents"] for one in found} == {
            "plain text": 3,
            "Word (DOCX)": 1,
            "PDF": 1,
        }
        assert all(one["documents"] == one["text"] + one["pending"] + one["without"] for one in found)
        assert summary["documents"] == 5
        assert summary["bytes"] == kho.inside("stats", "--json").records[0]["bytes"]
        out = kho.inside("stats", "--formats", "--language", "vi").out
        assert "chờ nhận dạng" in out
        assert "Word (DOCX)" in out

    def test_config_says_where_each_value_comes_from(self, kho: Program) -> None:
        records = kho.inside("config", "--json", ARCHIVIST_INBOX_POLL="always").records
        origins = {record["name"]: record["origin"] for record in records}
        assert origins["archive"] == "environment"
        assert origins["name"] == "file"
        assert origins["inbox.poll"] == "environment"
        assert origins["extract.workers"] == "default"
        text = kho.inside("config", "--show", "--explain", "--language", "vi").out
        assert "Thư mục đến được theo dõi" in text

    def test_config_without_an_archive_shows_the_persons(self, cli: Program) -> None:
        answer = cli.inside("config")
        assert answer.code == 0
        assert "language" in answer.out
        assert "inbox.path" not in answer.out

    def test_doctor(self, kho: Program) -> None:
        answer = kho.inside("doctor", "--json")
        states = {record["name"]: record["state"] for record in answer.records[:-1]}
        assert states["python"] == "good"
        assert states["package:click"] == "good"
        assert states["disk"] == "good"
        missing = sum(state == "missing" for state in states.values())
        assert answer.records[-1]["missing"] == missing
        assert answer.code == (3 if missing else 0)
        assert "Ổ đĩa" in kho.inside("doctor", "--language", "vi").out

    def test_doctor_names_a_missing_inbox(self, own: Program) -> None:
        inbox = _root(own) / "inbox"
        shutil.rmtree(inbox, ignore_errors=True)
        answer = own.inside("doctor")
        assert answer.code == 3
        assert "cannot be reached" in " ".join(answer.out.split())

    def test_what_check_finds_is_said_in_vietnamese(self, own: Program) -> None:
        original = next((_root(own) / "documents").rglob("original.txt"))
        original.chmod(0o644)
        found = own.inside("check", "--language", "vi")
        assert found.code == 13
        assert "original.txt chưa được đặt chế độ chỉ đọc" in found.out
        assert "rebuild" not in found.out, "a rebuild would not mend it"
        assert f"chmod 0444 {original}" in found.out

    def test_a_log_tells_which_command_ran_and_how_it_ended(self, own: Program, tmp_path: Path) -> None:
        source = make_txt(tmp_path / "bi mat.txt", office.MARKED)
        log = tmp_path / "log"
        assert own.inside("--log-file", log, "add", source).code == 3
        text = log.read_text(encoding="utf-8")
        assert "archivist add begins" in text
        assert "archivist add ends with code 3" in text
        assert "bi mat" not in text

    def test_a_quarantined_file_keeps_its_name(self, own: Program) -> None:
        entry = own.inside("quarantine", "--json").records[0]
        short = entry["id"].partition("-")[2]
        assert entry["received_as"] in own.inside("quarantine", "show", short).out
        tried = own.inside("quarantine", "release", short)
        assert tried.code == 3
        assert entry["received_as"] in tried.out.splitlines()[0]


class TestEnding:
    @pytest.fixture
    def many(self, tmp_path: Path) -> Path:
        folder = tmp_path / "nhiều"
        folder.mkdir()
        for number in range(300):
            text = office.party_document(
                f"{number}-TB/TU", "1 tháng 6 năm 2024", "THÔNG BÁO", "về họp", "Họp."
            )
            make_txt(folder / f"{number:03}.txt", text)
        return folder

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
    def test_in_the_middle_leaves_a_whole_archive(
        self, own: Program, many: Path, number: signal.Signals, code: int
    ) -> None:
        with own.start("add", many, "--json") as process:
            assert process.stdout is not None
            first = process.stdout.readline()
            process.send_signal(number)
            rest, err = process.communicate(timeout=60)
        assert process.returncode == code
        assert '"filing"' in first
        assert '"summary"' not in rest
        assert "Traceback" not in err
        # A commit that the end interrupted is finished by the next opening for writing, which also
        # sweeps what was being read.
        assert own.inside("add", many / "khong-co.txt", "--json").code == 3
        found = own.inside("check", "--json").records[:-1]
        assert {problem["invariant"] for problem in found} <= {"S5"}
        assert own.inside("rebuild").code == 0
        assert own.inside("check").code == 0


class TestPlaces:
    def test_the_current_folder_and_those_above(self, filed: tuple[Path, Result], cli: Program) -> None:
        answer = cli.inside("stats", "--json", cwd=filed[0] / "documents")
        assert answer.code == 0

    def test_an_option_is_stronger_than_the_environment(self, kho: Program, tmp_path: Path) -> None:
        answer = kho.inside("stats", "--archive", tmp_path)
        assert answer.code == 10

    def test_the_persons_settings(self, filed: tuple[Path, Result], cli: Program) -> None:
        file = cli.home / ".config" / "archivist" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text(f'archive = "{filed[0]}"\n', encoding="utf-8")
        assert cli.inside("stats", "--json").records[0]["documents"] == 5


@needs_no_root
def test_who_may_not_write_can_search_and_show(filed: tuple[Path, Result], tmp_path: Path) -> None:
    """Run as somebody else (or, when not root, on a copy without write permission)."""
    root = tmp_path / "kho"
    shutil.copytree(filed[0], root, symlinks=True)
    for folder, _, files in os.walk(root):
        for name in files:
            Path(folder, name).chmod(0o444)
        Path(folder).chmod(0o555)
    for above in (tmp_path, *list(tmp_path.parents)[:3]):
        if above.stat().st_uid == os.geteuid() and above.name:
            above.chmod(above.stat().st_mode | 0o055)
    program = Program(
        home=Path("/tmp"), environ={"ARCHIVIST_ARCHIVE": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    )
    prefix = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if os.geteuid() == 0 else []

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*prefix, sys.executable, "-m", "archivist_cli.main", *args],
            env=program.environment(),
            cwd="/tmp",
            capture_output=True,
            text=True,
            check=False,
        )

    if run("--version").returncode != 0:
        pytest.skip("another user cannot run this Python")
    try:
        assert "39-NQ/TU" in run("search", "biên chế").stdout
        assert "39-NQ/TU" in run("show", "39-NQ/TU").stdout
        refused = run("add", "/etc/hostname")
        assert refused.returncode == 14
        assert "permission" in refused.stderr
    finally:
        for folder, _, _ in os.walk(root):
            Path(folder).chmod(0o755)
