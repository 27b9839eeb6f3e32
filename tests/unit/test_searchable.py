"""Searchable copies of scans: the text is there with its diacritics, in its place, and nothing is seen of it."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from support.pdfs import HEIGHT, WIDTH, Sheet, Stamp, line, make_pdf
from support.program import Program

from archivist import Archive
from archivist.errors import ExtractionError, StorageError, UsageError
from archivist.extract.ocr_records import SearchableTask
from archivist.model import Box
from archivist.store import PageWords, PlacedWord, encode_words

pytest.importorskip("PIL", reason="made images need pillow (extra ocr)")

LINES = (
    "ỦY BAN NHÂN DÂN TỈNH HÀ LAM",
    "Số: 412/QĐ-UBND",
    "Về việc phê duyệt Đề án nâng cao chất lượng hoạt động",
    "ườ ợ ữ ẫ ặ ỹ ị ổ ễ ậ đ Đ",
)


def page_words(page: int = 1, rotation: int = 0, width: float = WIDTH, height: float = HEIGHT) -> PageWords:
    words = []
    for number, text in enumerate(LINES):
        x = 60.0
        for word in text.split():
            x1 = x + 6.5 * len(word)
            top = 80.0 + 30 * number
            words.append(PlacedWord(text=word, confidence=90, box=Box(x0=x, top=top, x1=x1, bottom=top + 13)))
            x = x1 + 4
    return PageWords(page=page, rotation=rotation, width=width, height=height, words=tuple(words))


def scan(path: Path, rotate: int = 0) -> Path:
    path.write_bytes(make_pdf([Sheet(image=True, rotate=rotate), Sheet(image=True)]))
    return path


def copied(path: Path, *pages: PageWords, media_type: str = "application/pdf") -> Path:
    from archivist.extract.searchable import write

    out = path.with_name("copy.pdf")
    task = SearchableTask(path=str(path), media_type=media_type, out=str(out), pages=pages)
    assert write(task) == len(pages)
    return out


def by_pdfium(path: Path, page: int = 0) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    try:
        return document[page].get_textpage().get_text_range().splitlines()
    finally:
        document.close()


def pixels(path: Path) -> bytes:
    document = pypdfium2.PdfDocument(path)
    try:
        image = document[0].render(scale=1.0).to_pil()
        return hashlib.sha256(image.tobytes()).digest() + bytes(image.size[0] % 256)
    finally:
        document.close()


def test_two_libraries_read_the_words_with_their_diacritics(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf")
    before = path.read_bytes()
    copy = copied(path, page_words())
    assert by_pdfium(copy) == list(LINES)
    read = PdfReader(copy).pages[0].extract_text()
    assert [" ".join(text.split()) for text in read.splitlines() if text.strip()] == list(LINES)
    assert by_pdfium(copy, 1) == []
    assert path.read_bytes() == before


def test_nothing_of_the_layer_is_seen(tmp_path: Path) -> None:
    path = scan(tmp_path / "a.pdf")
    assert pixels(copied(path, page_words())) == pixels(path)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_lie_where_they_were_read(tmp_path: Path, rotate: int, turn: int) -> None:
    """Whatever the page's own rotation and however it had to be turned to be read."""
    seen = (WIDTH, HEIGHT) if rotate % 180 == 0 else (HEIGHT, WIDTH)
    read = seen if turn % 180 == 0 else (seen[1], seen[0])
    copy = copied(scan(tmp_path / "a.pdf", rotate), page_words(1, turn, *read))
    document = pypdfium2.PdfDocument(copy)
    page = document[0]
    assert page.get_rotation() == (rotate + turn) % 360  # as it was read: every word stands upright
    textpage = page.get_textpage()
    text = textpage.get_text_range()
    assert text.splitlines() == list(LINES)
    assert textpage.search("việc phê duyệt").get_next() is not None
    from archivist.extract.pdf_view import View

    view = View(*page.get_bbox(), page.get_rotation())
    index = text.index("412/")
    box = view.box(*textpage.get_charbox(index, loose=True))
    word = next(word for word in page_words().words if word.text.startswith("412"))
    assert box.x0 == pytest.approx(word.box.x0, abs=1.0)
    assert word.box.top - 3 < box.top < box.bottom < word.box.bottom + 3
    document.close()


def test_size_of_the_copy_follows_the_page_not_the_rendering(tmp_path: Path) -> None:
    """Huge pages are read scaled down; the layer is scaled up again."""
    copy = copied(scan(tmp_path / "a.pdf"), page_words(1, 0, WIDTH / 2, HEIGHT / 2))
    document = pypdfium2.PdfDocument(copy)
    textpage = document[0].get_textpage()
    left, *_ = textpage.get_charbox(0, loose=True)
    assert left == pytest.approx(120, abs=1.0)
    document.close()


def test_more_letters_than_one_font_holds(tmp_path: Path) -> None:
    letters = [chr(code) for code in range(0x4E00, 0x4E00 + 600)]
    words = [
        PlacedWord(text="".join(letters[start : start + 20]), confidence=90, box=Box(x0=50, top=y, x1=450, bottom=y + 14))
        for start, y in zip(range(0, 600, 20), range(50, 800, 25), strict=False)
    ]  # fmt: skip
    page = PageWords(page=1, rotation=0, width=WIDTH, height=HEIGHT, words=tuple(words))
    copy = copied(scan(tmp_path / "a.pdf"), page)
    assert "".join(by_pdfium(copy)) == "".join(letters)


def test_signatures_lose_their_value_and_keep_their_looks(tmp_path: Path) -> None:
    stamp = Stamp(box=(150, 98, 180, 116), text="2496", signer="Văn thư", signed_at="D:20260406082352+07'00'")
    path = tmp_path / "a.pdf"
    path.write_bytes(make_pdf([Sheet(image=True, stamps=(stamp,))]))
    copy = copied(path, page_words())
    annotations = [item.get_object() for item in PdfReader(copy).pages[0]["/Annots"]]  # type: ignore[attr-defined]
    assert all("/V" not in item and "/AP" in item for item in annotations)
    assert PdfReader(copy).trailer["/Info"]["/Creator"].startswith("archivist: searchable copy")  # type: ignore[index]


def test_an_encrypted_original_gets_no_copy_without_its_lock(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf([Sheet(image=True)]))))
    writer.encrypt("", owner_password="o", algorithm="RC4-128")
    writer.write(tmp_path / "a.pdf")
    with pytest.raises(ExtractionError, match="encrypted"):
        copied(tmp_path / "a.pdf", page_words())
    assert not (tmp_path / "copy.pdf").exists()


def test_resources_shared_by_pages_stay_apart(tmp_path: Path) -> None:
    """A page that inherits its resources keeps them; its neighbour gets no font of ours."""
    writer = PdfWriter(
        clone_from=PdfReader(io.BytesIO(make_pdf([Sheet(texts=(line(80, 500, "Trang"),))] * 2)))
    )
    resources = writer.pages[0].pop("/Resources")
    del writer.pages[1]["/Resources"]
    writer.pages[0]["/Parent"].get_object()[NameObject("/Resources")] = resources  # type: ignore[index]
    writer.write(tmp_path / "a.pdf")
    copy = copied(tmp_path / "a.pdf", page_words())
    assert "Trang" in " ".join(by_pdfium(copy))
    assert by_pdfium(copy, 1) == ["Trang"]


@pytest.mark.parametrize(
    ("suffix", "mode"), [("png", "RGB"), ("jpg", "RGB"), ("tif", "1"), ("webp", "RGB"), ("bmp", "L")]
)
def test_image_files_become_pages_without_loss(tmp_path: Path, suffix: str, mode: str) -> None:
    from PIL import Image

    picture = Image.new("RGB", (827, 1170), "white")
    picture.paste((40, 40, 40), (100, 100, 300, 200))
    path = tmp_path / f"a.{suffix}"
    if suffix == "tif":
        pages = [picture.convert(mode), picture.convert(mode)]
        pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(100, 100))
    else:
        picture.convert(mode).save(path)
    copy = copied(path, page_words(1, 0, 827 * 72 / 100, 1170 * 72 / 100), media_type=f"image/{suffix}")
    assert by_pdfium(copy) == list(LINES)
    document = pypdfium2.PdfDocument(copy)
    assert len(document) == (2 if suffix == "tif" else 1)
    shown = document[0].render(scale=827 / document[0].get_size()[0]).to_pil().convert("L")
    assert shown.getpixel((200, 150)) < 60
    assert shown.getpixel((600, 600)) > 250
    document.close()
    if suffix == "jpg":  # as it is, not compressed again
        assert path.read_bytes() in copy.read_bytes()


def test_damaged_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(ExtractionError) as caught:
        copied(path, page_words())
    assert caught.value.reason == "unreadable"


@pytest.fixture
def held(tmp_path: Path) -> Iterator[tuple[Archive, str]]:
    """An archive with a scan, and words as recognition keeps them."""
    with Archive.create(tmp_path / "kho") as archive:
        document = archive.file(scan(tmp_path / "scan.pdf")).document
        assert document is not None
        folder = archive.root / document.path
        (folder / "words.json.gz").write_bytes(encode_words("made", [page_words()]))
        yield archive, document.id


def test_an_archive_exports_what_was_recognised(held: tuple[Archive, str], tmp_path: Path) -> None:
    archive, document_id = held
    with archive:
        out = tmp_path / "out.pdf"
        assert archive.export_searchable(document_id, out) == 1
        assert by_pdfium(out) == list(LINES)
        with pytest.raises(UsageError, match="there already"):
            archive.export_searchable(document_id, out)
        with pytest.raises(UsageError, match="among the documents"):
            archive.export_searchable(document_id, archive.root / archive.get(document_id).path / "x.pdf")
        with pytest.raises(StorageError):
            archive.export_searchable(document_id, tmp_path / "none" / "x.pdf")
        assert archive.check().ok
        assert not list(tmp_path.glob(".*.part"))


def test_what_was_not_recognised_is_not_exported(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        document = archive.file(scan(tmp_path / "scan.pdf")).document
        assert document is not None
        with pytest.raises(UsageError, match="no recognised text"):
            archive.export_searchable(document.id, tmp_path / "out.pdf")


@pytest.mark.parametrize(("language", "words"), [("en", "recognised text"), ("vi", "chữ đã nhận dạng")])
def test_the_command_exports(
    held: tuple[Archive, str], cli: Program, tmp_path: Path, language: str, words: str
) -> None:
    archive, document_id = held
    archive.close()
    given = ("--archive", archive.root, "--language", language, "ocr", document_id)
    done = cli.inside(*given, "--export", tmp_path / "out.pdf")
    assert (done.code, words in done.out + done.err) == (0, True)
    assert by_pdfium(tmp_path / "out.pdf") == list(LINES)
    assert cli.inside(*given, "--export", tmp_path / "out.pdf").code == 2
    assert cli.inside(*given, "--pending", "--export", tmp_path / "o.pdf").code == 2
    asked = cli.inside("--json", *given, "--export", tmp_path / "b.pdf").records[0]
    assert (asked["type"], asked["pages"]) == ("export", 1)
