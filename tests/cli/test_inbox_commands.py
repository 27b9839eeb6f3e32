"""`archivist watch` and `archivist inbox`: from the drop to the answer."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import time
from pathlib import Path

import pytest
from support import office
from support.program import Program

from archivist.testing import make_txt


@pytest.fixture
def kho(cli: Program, tmp_path: Path) -> Program:
    root = tmp_path / "kho"
    program = Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(root)})
    assert program.inside("init", root).code == 0
    settings = root / "archive.toml"
    text = settings.read_text(encoding="utf-8").replace("# settle_seconds = 1.0", "settle_seconds = 0.1")
    settings.write_text(text, encoding="utf-8")
    (root / "inbox").mkdir(exist_ok=True)
    return program


def _inbox(program: Program) -> Path:
    return Path(program.environ["ARCHIVIST_ARCHIVE"]) / "inbox"


def _drop(program: Program, name: str, text: str) -> None:
    make_txt(_inbox(program) / name, text)


class TestOnce:
    def test_files_what_is_there_and_ends(self, kho: Program) -> None:
        _drop(kho, "39-nq.txt", office.RESOLUTION)
        answer = kho.inside("watch", "--once")
        assert answer.code == 0
        assert len(answer.out.splitlines()) == 1
        assert "39-nq.txt" in answer.out
        assert "39-NQ/TU" in answer.out
        assert "Inbox: " in answer.err
        assert kho.inside("search", "biên chế", "--json").records[-1]["total"] == 1

    def test_failures_end_with_3_and_refused_ones_are_not_named(self, kho: Program) -> None:
        _drop(kho, "bi mat.txt", office.MARKED)
        (_inbox(kho) / "hỏng.pdf").write_bytes(b"%PDF-1.4\nhalf\n%%EOF\n")
        answer = kho.inside("watch", "--once", "--language", "vi")
        assert answer.code == 3
        assert "hỏng.pdf" in answer.out
        assert "bi mat" not in answer.out + answer.err
        status = kho.inside("inbox", "--json").records[-1]
        assert status["refused"] == 1
        assert len(status["failed"]) == 1
        assert "hỏng.pdf" in kho.inside("inbox").out

    def test_as_json(self, kho: Program) -> None:
        _drop(kho, "39-nq.txt", office.RESOLUTION)
        first, filing, summary = kho.inside("watch", "--once", "--json").records
        assert first["type"] == "watch"
        assert first["inbox"] == str(_inbox(kho))
        assert filing["outcome"] == "filed"
        assert summary["filed"] == 1

    def test_says_that_a_file_was_left(self, kho: Program) -> None:
        (_inbox(kho) / "nửa.pdf").write_bytes(b"%PDF-1.4\nhalf")
        assert "1 file is left in the inbox" in kho.inside("watch", "--once").err
        assert "còn 1 tệp" in kho.inside("watch", "--once", "--language", "vi").err

    def test_long_lists_are_cut_and_all_shows_them(self, kho: Program) -> None:
        for number in range(53):
            (_inbox(kho) / f"nửa {number:02}.pdf").write_bytes(b"%PDF-1.4\nhalf")
        (_inbox(kho) / "trống.pdf").touch()
        assert kho.inside("watch", "--once").code == 0
        for arguments in (["inbox"], ["inbox", "--since", "2020-01-01"]):
            short, whole = kho.inside(*arguments).out, kho.inside(*arguments, "--all").out
            assert "nửa 49.pdf" in short
            assert "nửa 50.pdf" not in short
            assert "and 3 more; see them with --all" in short
            assert "nửa 52.pdf" in whole
        assert "trống.pdf" in kho.inside("inbox").out, "that it waits an hour is no matter of course"

    def test_what_a_folder_says_is_shown_in_the_language_in_use(self, kho: Program) -> None:
        assert kho.inside("inbox", "folder", "add", "xã", "--level", "commune").code == 0
        _drop(kho, "xã/ghi chú.txt", "hai từ")
        kho.inside("watch", "--once")
        document = kho.inside("search", "hai từ", "--json").records[0]["document"]["id"]
        shown = kho.inside("show", document, "--language", "vi").out
        assert "“cấp xã”" in shown
        assert "chưa đến năm từ" in shown
        assert "fewer than five words" in kho.inside("show", document).out


class TestRunning:
    def _start(self, kho: Program) -> subprocess.Popen[str]:
        process = kho.start("watch", "--json")
        assert process.stdout is not None
        assert '"watch"' in process.stdout.readline()
        return process

    def _end(self, process: subprocess.Popen[str], number: signal.Signals) -> tuple[str, str]:
        process.send_signal(number)
        return process.communicate(timeout=30)

    @pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
    def test_takes_a_file_dropped_later_and_ends_cleanly(
        self, kho: Program, number: signal.Signals, code: int
    ) -> None:
        with self._start(kho) as process:
            _drop(kho, "39-nq.txt", office.RESOLUTION)
            assert process.stdout is not None
            line = process.stdout.readline()
            out, err = self._end(process, number)
        assert '"39-NQ/TU"' in line
        assert process.returncode == code
        assert '"summary"' in out
        assert "Traceback" not in err

    def test_a_second_watcher_is_told_who_watches(self, kho: Program) -> None:
        with self._start(kho) as process:
            second = kho.inside("watch", "--once", "--json")
            status = kho.inside("inbox", "--json").records[-1]
            self._end(process, signal.SIGTERM)
        assert second.code == 11
        assert second.error["code"] == "archive-locked"
        assert str(process.pid) in second.error["holder"]
        assert status["online"]

    def test_the_proof_says_what_a_file_was_renamed_to(self, kho: Program) -> None:
        with self._start(kho) as process:
            part = _inbox(kho) / "39-nq.txt.part"
            make_txt(part, office.RESOLUTION)
            deadline = time.monotonic() + 30
            while not kho.inside("inbox", "--json").records[0].get("first_seen"):  # in the ledger
                assert time.monotonic() < deadline, "the watcher never noted the file"
                time.sleep(0.2)
            part.rename(part.with_suffix(""))
            assert process.stdout is not None
            assert '"39-NQ/TU"' in process.stdout.readline()
            self._end(process, signal.SIGTERM)
        english = kho.inside("inbox", "--since", "2020-01-01").out
        vietnamese = kho.inside("inbox", "--since", "2020-01-01", "--language", "vi").out
        assert "39-nq.txt.part, renamed to 39-nq.txt" in english
        assert "39-nq.txt.part, đổi tên thành 39-nq.txt" in vietnamese

    def test_adding_by_hand_goes_on_meanwhile(self, kho: Program, tmp_path: Path) -> None:
        with self._start(kho) as process:
            added = kho.inside("add", make_txt(tmp_path / "a.txt", office.OLDER))
            self._end(process, signal.SIGTERM)
        assert added.code == 0


class TestStatusAndProof:
    def test_an_inbox_nobody_watched(self, kho: Program) -> None:
        status = kho.inside("inbox")
        assert status.code == 0
        assert "no watcher is running" in status.out
        answer = kho.inside("inbox", "--since", "2026", "--language", "vi")
        assert answer.code == 18
        assert "chưa từng theo dõi" in answer.err

    def test_an_inbox_that_is_gone_is_offline(self, kho: Program) -> None:
        _drop(kho, "39-nq.txt", office.RESOLUTION)
        kho.inside("watch", "--once")
        _inbox(kho).rename(_inbox(kho).with_name("elsewhere"))
        assert kho.inside("inbox").code == 18
        assert kho.inside("watch", "--once").code == 18
        assert "cannot be reached" in kho.inside("doctor").out

    def test_says_why_a_file_waits(self, kho: Program) -> None:
        kho.inside("watch", "--once")
        _drop(kho, "39-nq.txt", office.RESOLUTION)
        (_inbox(kho) / "~$nháp.docx").write_bytes(b"x")
        answer = kho.inside("inbox", "--language", "vi")
        assert answer.code == 0
        assert "39-nq.txt" in answer.out
        assert "chưa có tiến trình theo dõi nào xem tệp này" in answer.out
        assert "nháp" not in answer.out
        assert "nháp" in kho.inside("inbox", "--all").out
        records = kho.inside("inbox", "--json").records
        assert {record["state"] for record in records[:-1]} == {"seen", "ignored"}

    def test_proves_completeness(self, kho: Program) -> None:
        kho.inside("watch", "--once")
        _drop(kho, "39-nq.txt", office.RESOLUTION)
        _drop(kho, "bản sao.txt", office.RESOLUTION)
        kho.inside("watch", "--once")
        tomorrow = dt.datetime.now().astimezone() + dt.timedelta(days=1)
        proof = kho.inside("inbox", "--since", f"{tomorrow:%Y-%m-%d}", "--json")
        assert proof.code == 0
        assert proof.records[0]["complete"] is True
        today = kho.inside(
            "inbox", "--since", f"{dt.datetime.now().astimezone():%d/%m/%Y}", "--json"
        ).records[0]
        assert (today["seen"], today["filed"], today["duplicates"]) == (2, 1, 1)
        assert today["complete"] is False  # the ledger begins in the middle of this day
        text = kho.inside("inbox", "--since", "2020", "--language", "vi")
        assert text.code == 3
        assert "chưa có ghi chép" in text.out


class TestFolders:
    def test_what_is_dropped_gets_the_defaults(self, kho: Program) -> None:
        added = kho.inside(
            "inbox",
            "folder",
            "add",
            "Huyện A/Đảng ủy",
            "--issuer",
            "Đảng ủy xã Mẫu",
            "--level",
            "commune",
            "--received-from",
            "Huyện A",
        )
        assert added.code == 0
        assert "Huyện A/Đảng ủy" in kho.inside("inbox", "folder").out
        listed = kho.inside("inbox", "folder", "list", "--json").records
        assert listed[0]["issuer"] == "Đảng ủy xã Mẫu"
        assert listed[0]["level"] == "commune"
        assert listed[-1]["total"] == 1
        make_txt(_inbox(kho) / "Huyện A" / "Đảng ủy" / "danh sách.txt", office.NO_NUMBER)
        record = kho.inside("watch", "--once", "--json").records[1]
        shown = kho.inside("show", record["document"]["id"], "--json").records[0]
        assert shown["receipts"][0]["received_from"] == "Huyện A"
        assert shown["receipts"][0]["default_issuer"] == "Đảng ủy xã Mẫu"
        assert shown["receipts"][0]["inbox_path"] == "Huyện A/Đảng ủy/danh sách.txt"

    def test_removing(self, kho: Program) -> None:
        kho.inside("inbox", "folder", "add", "A", "--issuer", "x")
        assert kho.inside("inbox", "folder", "remove", "A").code == 0
        again = kho.inside("inbox", "folder", "remove", "A")
        assert again.code == 2
        assert "no meaning" in again.err
        assert kho.inside("inbox", "folder", "list").out == ""

    @pytest.mark.parametrize("args", [["A"], ["../B", "--issuer", "x"], [".an", "--issuer", "x"]])
    def test_wrong_ones_are_refused(self, kho: Program, args: list[str]) -> None:
        assert kho.inside("inbox", "folder", "add", *args).code == 2


def test_a_file_still_being_written_is_not_taken(kho: Program) -> None:
    path = _inbox(kho) / "đang chép.txt"
    with kho.start("watch", "--json") as process:
        assert process.stdout is not None
        process.stdout.readline()
        with path.open("w", encoding="utf-8") as stream:
            for line in office.RESOLUTION.splitlines(keepends=True):
                stream.write(line)
                stream.flush()
                time.sleep(0.05)
        result = process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert '"39-NQ/TU"' in result
