"""Made scans as cases of the accuracy bench: pages set, scanned, spoiled, recognised and read.

    python bench/accuracy.py --scans [--most N] [--misses]

Two halves: documents of the made Party set, of all guidances and kinds (every third, so that no
layout is left out), and State documents of every layout rule since before 2005. Each is rendered
at 200 dpi and spoiled in one of ten ways in turn. In one of them number and day are written by hand (drawn
strokes), which recognition does not read: there a missing value and one in review are what is
wanted, and the tables show how often it comes to that.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from support import party, scans
from support.party_layouts import date_line, places_of
from support.scans import Ink, Place

from archivist import rereading
from archivist.directive.reader import ReadContext, read_fields
from archivist.extract.limits import Limits, for_recognition
from archivist.extract.ocr_data import OcrSetup, find_setup
from archivist.extract.ocr_records import HeadZone, OcrTask, RecognisedPage
from archivist.extract.pool import WorkerPool
from archivist.model import Fields

_COLUMNS = {"issued": "signing_date", "signatory": "signatory_name", "position": "signatory_position"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document to be scanned: its truth and its pages."""

    name: str
    system: str
    truth: dict[str, str]
    pages: list[list[Place]]


@dataclass(frozen=True, slots=True)
class State:
    """A State document (Circular 55/2005, Circular 01/2011, Decree 30/2020); offices are made up."""

    letterhead: tuple[str, ...]
    issuer: str
    number: str
    kind: str
    title: str
    subject: tuple[str, ...]
    place: str
    date: str
    signed: tuple[str, ...]


_PEOPLE = "ỦY BAN NHÂN DÂN"
_STATE_KINDS = (
    (
        "quyet-dinh",
        "QUYẾT ĐỊNH",
        "QĐ",
        ("Về việc ban hành Danh mục hồ sơ", "nộp lưu vào lưu trữ lịch sử của tỉnh"),
    ),
    ("ke-hoach", "KẾ HOẠCH", "KH", ("Công tác văn thư, lưu trữ năm tới",)),
    ("chi-thi", "CHỈ THỊ", "CT", ("Về việc tăng cường phòng cháy tại các kho lưu trữ",)),
    ("thong-bao", "THÔNG BÁO", "TB", ("Về lịch tiếp nhận hồ sơ của các cơ quan",)),
    ("bao-cao", "BÁO CÁO", "BC", ("Kết quả thu thập tài liệu sáu tháng đầu năm",)),
)
_STATE_BODIES = (
    ((_PEOPLE, "TỈNH HÀ SƠN"), "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN", "UBND", ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
    (
        ("ỦY BAN NHÂN DÂN TỈNH HÀ SƠN", "SỞ NỘI VỤ"),
        "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN; SỞ NỘI VỤ",
        "SNV",
        ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    ),
    (("BỘ NỘI VỤ",), "BỘ NỘI VỤ", "BNV", ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG")),
    (
        ("ỦY BAN NHÂN DÂN TỈNH HÀ SƠN", "SỞ TÀI CHÍNH"),
        "ỦY BAN NHÂN DÂN TỈNH HÀ SƠN; SỞ TÀI CHÍNH",
        "STC",
        ("GIÁM ĐỐC",),
    ),
)
_DATES = (
    "1999-05-12",
    "2004-11-30",
    "2007-02-08",
    "2010-07-21",
    "2013-10-03",
    "2018-01-15",
    "2021-06-09",
    "2025-12-26",
)
_SIGNERS = ("Trần Thị Mẫu", "Nguyễn Văn Mẫu", "Lê Quang Mẫu")


def state_documents() -> Iterator[State]:
    """Twenty-four documents: kinds, offices and rules in turn, every third a letter."""
    for index in range(24):
        lines, issuer, code, position = _STATE_BODIES[index % len(_STATE_BODIES)]
        kind, title, symbol, subject = _STATE_KINDS[index % len(_STATE_KINDS)]
        number = f"{(index * 137 + 8) % 2900 + 1:02d}/{symbol}-{code}"
        if index % 3 == 2:
            kind, title, number = "cong-van", "", f"{index * 97 + 11}/{code}-VP"
            subject = ("V/v chỉnh lý tài liệu", "tồn đọng của cơ quan")
        place = "Hà Nội" if code == "BNV" else "Hà Sơn"
        date, signer = _DATES[index % len(_DATES)], _SIGNERS[index % len(_SIGNERS)]
        yield State(lines, issuer, number, kind, title, subject, place, date, (*position, signer))


def _set(one: State) -> list[Place]:
    """The page by Decree 30/2020 App. I; the earlier rules place the same parts alike."""
    left, right, size = 165.0, 420.0, 12.0

    def row(text: str, x: float, y: float, size: float = size) -> Place:
        return Place(text=text, x=x, y=y, size=size, centred=True)

    places = [row(text, left, 60 + 16 * at, 11) for at, text in enumerate(one.letterhead)]
    places += [
        row("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, 60, 11),
        row("Độc lập - Tự do - Hạnh phúc", right, 76),
        row(f"Số: {one.number}", left, 106),
        row(date_line(one.place, one.date), right, 106),
    ]
    if one.title:
        places.append(row(one.title, 300, 150, 14))
        places += [row(text, 300, 170 + 17 * at, 13) for at, text in enumerate(one.subject)]
    else:
        places += [row(text, left, 124 + 15 * at, 11) for at, text in enumerate(one.subject)]
        places.append(row("Kính gửi: Các cơ quan, đơn vị trong tỉnh", 300, 186, 13))
    body = [Place(text=text, x=85, y=230 + 20 * at, size=13) for at, text in enumerate(scans.BODY[3:])]
    foot = 260 + 20 * len(body)
    places += body
    places += [
        Place(text="Nơi nhận:", x=85, y=foot, size=12),
        Place(text="- Như trên;", x=85, y=foot + 15, size=11),
        Place(text="- Lưu: VT.", x=85, y=foot + 29, size=11),
    ]
    *position, name = one.signed
    places += [row(text, right, foot + 16 * at, 13) for at, text in enumerate(position)]
    return [*places, row(name, right, foot + 105, 13)]


def _state_sheets() -> Iterator[Sheet]:
    for index, one in enumerate(state_documents()):
        truth = {
            "number": one.number,
            "kind": one.kind,
            "issuer": one.issuer,
            "signing_date": one.date,
            "place": one.place,
            "subject": " ".join(one.subject),
            "signatory_name": one.signed[-1],
            "signatory_position": "; ".join(one.signed[:-1]),
            "language": "vi",
        }
        yield Sheet(f"state-{index:02d}", "state", truth, [_set(one)])


def _party_sheets() -> Iterator[Sheet]:
    for document in party.documents()[::3]:
        truth = {_COLUMNS.get(name, name): value for name, value in document.truth().items()}
        truth["language"] = "vi"
        yield Sheet(document.name, "party", truth, places_of(document))


def sheets() -> list[Sheet]:
    """State and Party in turn, so that the first N hold both."""
    pairs = zip_longest(_state_sheets(), _party_sheets())
    return [one for pair in pairs for one in pair if one is not None]


BY_HAND = "number and day by hand"
_SPOILED: Sequence[tuple[str, dict[str, object]]] = (
    ("usual", {}),
    ("skew 2°", {"degrees": 2.0}),
    ("grey", {"grey": True, "degrees": -1.2}),
    ("noise, q40", {"noise": 0.2, "quality": 40, "blur": 0.9}),
    ("red seal on signature", {"seal": (140, 215)}),
    ("HỎA TỐC, aslant", {"inks": [Ink(text="HỎA TỐC", x=34, y=70, degrees=4.0)]}),
    (BY_HAND, {}),
    ("faint", {"faint": 0.55}),
    ("skew 3.5°, noise", {"degrees": -3.5, "noise": 0.18}),
    # The receiving office stamps in black, its frame runs into the title.
    ("black ĐẾN by the title", {"inks": [scans.arrival_stamp("318", "2/8", x=48, y=62, colour=scans.BLACK)]}),
)


def read_scans(most: int) -> Iterator[tuple[Sheet, str, Fields]]:
    """Every made scan, how it was spoiled, and what was read of it."""
    setup = find_setup()
    if not setup.usable:
        print("made scans: skipped, needs the system package tesseract-ocr-vie (make system-deps)")
        return
    with (
        WorkerPool(Limits()) as extractor,
        WorkerPool(for_recognition()) as reader,
        tempfile.TemporaryDirectory(prefix="scans-") as folder,
    ):
        for index, sheet in enumerate(islice(sheets(), most)):
            name, how = _SPOILED[index // 2 % len(_SPOILED)]
            path = Path(folder) / "scan.pdf"
            images = []
            for page in sheet.pages:
                places, pens = scans.by_hand(page) if name == BY_HAND else (page, [])
                clean = scans.rendered(places, Path(folder))
                images.append(scans.spoiled(clean, pens=pens, **how))  # type: ignore[arg-type]
            scans.as_pdf(path, images)
            extracted = extractor.extract(path, parts_dir=Path(folder), file_name=path.name)
            read: dict[int, RecognisedPage] = {}
            for number in range(1, len(images) + 1):
                head = reader.read_head(_task(setup, path, number))
                read[number] = reader.read_page(_task(setup, path, number, head))
            whole = rereading.with_pages(extracted, read)
            fields = read_fields(whole, ReadContext(file_name=path.name))
            print(f"  {index + 1:3} {sheet.name} ({name})", file=sys.stderr, flush=True)
            fields = rereading.lowered(fields, read)
            yield sheet, name, rereading.with_witnesses(fields, whole, path.name, read.keys())


def _task(setup: OcrSetup, path: Path, page: int, head: HeadZone | None = None) -> OcrTask:
    return OcrTask(
        path=str(path),
        media_type="application/pdf",
        page=page,
        tessdata=setup.tessdata,
        program=setup.program,
        orientation=setup.orientation,
        figures=setup.figures,
        model=setup.model,
        rotation=head.rotation if head else 0,
        leave_out=rereading.arrival_places(head) if head else (),
    )
