"""Numbers of arrival: given once, in order, under every way a document comes and goes."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive, store
from archivist.errors import SettingsError, UsageError
from archivist.model import ArrivalNumber, Defaults, Document, Outcome, Receipt
from archivist.workspace import now

YEAR = now().astimezone().year


def configure(root: Path, *lines: str) -> None:
    """Add settings to the archive's file: ``("registers", "numbering = ...")`` as TOML lines."""
    path = root / "archive.toml"
    kept = path.read_text(encoding="utf-8")
    for line in lines:
        table, _, setting = line.partition(" ")
        kept = kept.replace(f"[{table}]\n", f"[{table}]\n{setting}\n", 1)
    path.write_text(kept, encoding="utf-8")


def made(tmp_path: Path, *settings: str) -> Archive:
    root = tmp_path / "kho"
    Archive.create(root).close()
    configure(root, *settings)
    return Archive.open(root)


def file(archive: Archive, folder: Path, number: str, **options: object) -> tuple[Document, Receipt]:
    subject = f"về việc thứ {number}"
    path = write_party(folder / f"{number.replace('/', '-')}.txt", number, subject=subject)
    result = archive.file(path, **options)  # type: ignore[arg-type]  # as the test says
    assert result.document is not None
    assert result.receipt is not None
    return result.document, result.receipt


def numbers(archive: Archive) -> list[str]:
    return [row.arrival.key for row in archive._ws.catalogue.arrivals.rows()]


def problems(archive: Archive) -> list[str]:
    return [problem.message for problem in archive.check().problems]


def test_numbers_are_given_in_order_and_stand_on_the_receipt(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        first = file(archive, tmp_path, "15-NQ/TU")[1]
        second = file(archive, tmp_path, "16-NQ/TU")[1]
        today = now().astimezone().date()
        assert first.arrival == ArrivalNumber(book="main", year=YEAR, number=1, on=today)
        assert second.arrival == ArrivalNumber(book="main", year=YEAR, number=2, on=today)
        assert archive.receipts(second.document_id) == (second,)
        assert problems(archive) == []


def test_the_same_bytes_again_get_no_second_number_in_the_same_book(tmp_path: Path) -> None:
    with made(tmp_path, 'registers books = ["main", "fonds-2"]') as archive:
        document, _ = file(archive, tmp_path, "15-NQ/TU")
        again = archive.file(write_party(tmp_path / "b.txt", "15-NQ/TU", subject="về việc thứ 15-NQ/TU"))
        assert again.outcome is Outcome.DUPLICATE
        assert again.receipt is not None
        assert again.receipt.arrival is None
        other = write_party(tmp_path / "c.txt", "15-NQ/TU", subject="về việc thứ 15-NQ/TU")
        elsewhere = archive.file(other, book="fonds-2").receipt
        assert elsewhere is not None
        assert elsewhere.arrival is not None
        assert elsewhere.arrival.key == f"fonds-2/{YEAR}/1"
        assert numbers(archive) == [f"fonds-2/{YEAR}/1", f"main/{YEAR}/1"]
        assert len(archive.receipts(document.id)) == 3
        assert problems(archive) == []


def test_an_old_archive_can_be_imported_without_numbers(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        assert file(archive, tmp_path, "15-NQ/TU", book="none")[1].arrival is None
        assert file(archive, tmp_path, "16-NQ/TU", defaults=Defaults(book="none"))[1].arrival is None
        assert file(archive, tmp_path, "17-NQ/TU")[1].arrival is not None
        # What was imported and then really arrives is entered then.
        came = archive.file(write_party(tmp_path / "b.txt", "15-NQ/TU", subject="về việc thứ 15-NQ/TU"))
        assert came.receipt is not None
        assert came.receipt.arrival is not None
        assert came.receipt.arrival.number == 2


@pytest.mark.parametrize(
    ("numbering", "by_hand", "by_inbox"), [("inbox", False, True), ("never", False, False)]
)
def test_the_setting_says_what_is_numbered(
    tmp_path: Path, numbering: str, by_hand: bool, by_inbox: bool
) -> None:
    with made(tmp_path, f'registers numbering = "{numbering}"') as archive:
        assert (file(archive, tmp_path, "15-NQ/TU")[1].arrival is not None) is by_hand
        through = file(archive, tmp_path, "16-NQ/TU", inbox=tmp_path, inbox_path="16-NQ-TU.txt")[1]
        assert (through.arrival is not None) is by_inbox


def test_what_the_office_issued_itself_gets_no_number(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        issuer = file(archive, tmp_path, "15-NQ/TU")[0].issuer
        assert issuer is not None
    configure(tmp_path / "kho", f'registers own_bodies = ["{issuer.as_printed}"]')
    with Archive.open(tmp_path / "kho") as archive:
        assert file(archive, tmp_path, "16-NQ/TU")[1].arrival is None


def test_a_series_can_go_on_from_a_paper_register(tmp_path: Path) -> None:
    with made(tmp_path, f'registers first_numbers = ["main/{YEAR}=1235"]') as archive:
        found = [file(archive, tmp_path, f"{n}-NQ/TU")[1].arrival for n in (1, 2)]
        assert [one.number for one in found if one] == [1235, 1236]
        assert problems(archive) == []


def test_a_withdrawn_documents_number_is_struck_and_never_given_again(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        kept, _ = file(archive, tmp_path, "15-NQ/TU")
        gone, _ = file(archive, tmp_path, "16-NQ/TU")
        archive.withdraw(gone.id, by="Lan", why="quyết định số 7")
        assert file(archive, tmp_path, "17-NQ/TU")[1].arrival == ArrivalNumber(
            book="main", year=YEAR, number=3, on=now().astimezone().date()
        )
        before = archive._ws.catalogue.dump()["arrivals"]
        assert [row.state for row in archive._ws.catalogue.arrivals.rows()] == [
            "entered",
            "struck",
            "entered",
        ]
        archive.rebuild("catalogue")
        assert archive._ws.catalogue.dump()["arrivals"] == before
        assert problems(archive) == []
        assert kept.id != gone.id
    tombstone = json.loads((tmp_path / "kho/withdrawn" / f"{gone.id}.json").read_text(encoding="utf-8"))
    assert [one["number"] for one in tombstone["arrivals"]] == [2]


def test_what_could_not_be_filed_takes_no_number(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        broken = tmp_path / "hỏng.pdf"
        broken.write_bytes(b"%PDF-1.7\n" + b"\x80broken\n" * 40)
        assert archive.file(broken).outcome is Outcome.QUARANTINED
        assert archive.file(tmp_path / "không có.pdf").outcome is Outcome.FAILED
        secret = write_party(tmp_path / "m.txt", "02-BC/TU", kind="BÁO CÁO", mark="TỐI MẬT")
        assert archive.file(secret).outcome is Outcome.REFUSED
        assert numbers(archive) == []
        (entry,) = archive.quarantined()
        archive.release(entry.id, by="Lan", why="cần giữ", as_is=True)
        assert numbers(archive) == [f"main/{YEAR}/1"]
        assert problems(archive) == []


def test_marked_documents_have_a_book_of_their_own_where_the_office_keeps_one(tmp_path: Path) -> None:
    rules = ('filing secrecy = "register-number-only"', 'registers confidential_book = "mat"')
    with made(tmp_path, *rules) as archive:
        secret = write_party(tmp_path / "m.txt", "02-BC/TU", kind="BÁO CÁO", mark="TỐI MẬT")
        for _ in range(2):  # the same bytes are entered once
            assert archive.file(secret).outcome is Outcome.REFUSED
        assert file(archive, tmp_path, "15-NQ/TU")[1].arrival is not None
        assert numbers(archive) == [f"main/{YEAR}/1", f"mat/{YEAR}/1"]
        (entry,) = archive.withheld()
        assert entry.arrival is not None
        assert problems(archive) == []
        archive.rebuild("catalogue")
        assert numbers(archive) == [f"main/{YEAR}/1", f"mat/{YEAR}/1"]


def test_check_finds_gaps_doubles_and_altered_numbers(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        documents = [file(archive, tmp_path, f"{n}-NQ/TU")[0] for n in (1, 2, 3)]

        def alter(document: Document, **values: object) -> None:
            (path,) = (archive.root / document.path).glob("receipt-*.json")
            record = json.loads(path.read_text(encoding="utf-8"))
            record["arrival"] |= values
            path.write_text(json.dumps(record), encoding="utf-8")

        alter(documents[1], number=3)
        found = " ".join(problems(archive))
        assert f"main/{YEAR}/3 is given twice" in found
        assert f"main/{YEAR}/3 of {documents[1].id[:8]} is not as it was given" in found
        assert f"main/{YEAR}/2 was given and stands nowhere" in found
        alter(documents[1], number=2, on="2001-01-01")
        assert "is not as it was given" in " ".join(problems(archive))
        alter(documents[1], number=2, on=now().astimezone().date().isoformat())
        alter(documents[2], number=5)
        assert f"main/{YEAR}/4 was left out" in " ".join(problems(archive))


def test_each_year_begins_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with made(tmp_path) as archive:
        file(archive, tmp_path, "15-NQ/TU")
        later = now() + dt.timedelta(days=366)
        monkeypatch.setattr("archivist.registering.now", lambda: later)
        arrival = file(archive, tmp_path, "16-NQ/TU")[1].arrival
        assert arrival is not None
        assert (arrival.year, arrival.number) == (YEAR + 1, 1)
        assert problems(archive) == []


def test_misspelt_books_are_refused(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        path = write_party(tmp_path / "a.txt", "15-NQ/TU")
        with pytest.raises(UsageError, match="no book 'mian'"):
            archive.file(path, book="mian")
    for wrong in (
        'books = ["none"]',
        "books = []",
        'confidential_book = "main"',
        'first_numbers = ["main=7"]',
    ):
        text = (tmp_path / "kho/archive.toml").read_text(encoding="utf-8")
        configure(tmp_path / "kho", f"registers {wrong}")
        with pytest.raises(SettingsError, match=r"registers\."):
            Archive.open(tmp_path / "kho")
        (tmp_path / "kho/archive.toml").write_text(text, encoding="utf-8")


TWO = """
import sys
from pathlib import Path
from archivist import Archive
with Archive.open(sys.argv[1], jobs=1) as archive:
    for path in sorted(Path(sys.argv[2]).iterdir()):
        assert archive.file(path).receipt is not None
"""


def test_two_processes_at_once_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    made(tmp_path).close()
    running = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        for n in range(6):
            write_party(tmp_path / name / f"{n}.txt", f"{n + 1}-NQ/TU", subject=f"về việc {name}{n}")
        command = [sys.executable, "-c", TWO, str(tmp_path / "kho"), str(tmp_path / name)]
        running.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
    for process in running:
        _, error = process.communicate()
        assert process.returncode == 0, error
    with Archive.open(tmp_path / "kho") as archive:
        assert [row.arrival.number for row in archive._ws.catalogue.arrivals.rows()] == list(range(1, 13))
        assert problems(archive) == []


def test_receipts_survive_the_round_trip(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        _, receipt = file(archive, tmp_path, "15-NQ/TU", defaults=Defaults(book="main"))
        data = store.encode_receipt(receipt)
        assert store.decode_receipt(data, tmp_path) == receipt


def test_a_book_with_the_code_of_a_fonds_takes_what_comes_into_it(tmp_path: Path) -> None:
    with made(tmp_path, 'registers books = ["main", "tu-lam-ha"]') as archive:
        archive.fonds.add("tu-lam-ha", "Phông Tỉnh ủy Lam Hạ", by="Bà Mẫu", body="Tỉnh ủy Lam Hạ")
        document, receipt = file(archive, tmp_path, "15-NQ/TU", fonds="tu-lam-ha")
        assert receipt.arrival is not None
        assert receipt.arrival.key == f"tu-lam-ha/{YEAR}/1"
        archive.fonds.add("khac", "Phông khác", by="Bà Mẫu")  # one fonds alone would be the usual one
        other = file(archive, tmp_path, "16-NQ/TU")[1].arrival
        assert other is not None
        assert other.key == f"main/{YEAR}/1"
        archive.registers.enter(document.id, by="Lan")
        assert [one.fonds for one in archive.receipts(document.id)] == ["tu-lam-ha", "tu-lam-ha"]
        assert problems(archive) == []


def test_what_the_inbox_folder_says_holds_after_quarantine(tmp_path: Path) -> None:
    with made(tmp_path) as archive:
        archive.add_inbox_folder("Kho cũ", Defaults(book="none", received_from="Kho Mẫu"))
        broken = tmp_path / "hỏng.pdf"
        broken.write_bytes(b"%PDF-1.7\n" + b"\x80broken\n" * 40)
        archive.file(broken, inbox=tmp_path, inbox_path="Kho cũ/hỏng.pdf")
        (entry,) = archive.quarantined()
        archive.release(entry.id, by="Lan", why="cần giữ", as_is=True)
        (document,) = archive.iter_all()
        (receipt,) = archive.receipts(document.id)
        assert (receipt.arrival, receipt.received_from) == (None, "Kho Mẫu")
