"""Words of a mark beside the pages and further down in a text: reasons to look, never overlooked."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from support import heads
from support.containers import make_docx, paragraph, word_part
from support.directives import party_text
from support.extracting import read

from archivist import Archive
from archivist.directive.marks import find_mark
from archivist.directive.marks_beside import reads_marked
from archivist.model import Access, Outcome, Reason, Secrecy

PLAIN = party_text("16-NQ/TU", subject="về việc công khai")
BODY = "".join(map(paragraph, PLAIN.splitlines()))


@pytest.mark.parametrize(
    "name",
    [
        "MẬT - kế hoạch.docx",
        "02_TỐI MẬT_bao cao.docx",
        "02_TỐI_MẬT_x.docx",
        "BC_TUYET_MAT.pdf",
        "Kế hoạch MẬT.docx",
        "kế hoạch (mật).docx",
        "[MẬT] Gửi kế hoạch",
        "MẬT; nội bộ",
        "Tối mật",
        "HỒ SƠ MẬT",
    ],
)
def test_a_name_that_says_what_it_names_is_marked(name: str) -> None:
    assert reads_marked(name)


@pytest.mark.parametrize(
    "name",
    [
        "bảo mật.docx",
        "Bảo_mật.docx",
        "BẢO-MẬT.docx",
        "bao_mat_thong_tin.docx",
        "DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT.docx",
        "V/v đóng dấu Mật, Tối mật",
        "GIẢI MẬT.docx",
        "mật_khẩu.docx",
        "MẬT MÃ DÂN SỰ.pdf",
        "Mật ong.docx",
        "BIEN BAN MAT CON DAU.docx",
        "MẶT TRẬN.docx",
        "Format.docx",
        "",
    ],
)
def test_a_name_that_speaks_of_secrecy_or_of_something_else(name: str) -> None:
    assert not reads_marked(name)


def test_a_file_named_so_is_held_and_stays_held_when_it_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "MẬT - công khai.txt"
    path.write_text(PLAIN, encoding="utf-8")
    with Archive.create(tmp_path / "kho") as archive:
        filed = archive.file(path)
        assert (filed.outcome, filed.reasons[0]) == (Outcome.REVIEW, Reason.SECRECY_NOT_CHECKED)
        assert archive.search("công khai").total == 0
        assert filed.document is not None
        why = filed.document.readings["secrecy"]
        assert (why.value, why.evidence[0].quote[:8]) == ("not-checked", "the name"), "the review says why"
        list(archive.reread())
        kept = archive.get(filed.document.id)
        assert kept.readings["secrecy"].evidence[0].quote[:8] == "the name"
        assert archive.get(filed.document.id).access is Access.HELD


def test_a_file_in_a_folder_or_archive_named_so_is_held(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "goi.zip", "w") as packed:
        packed.writestr("MẬT/cong khai.txt", PLAIN)
    with Archive.create(tmp_path / "kho") as archive:
        assert archive.file(tmp_path / "goi.zip").outcome is Outcome.REVIEW
        assert archive.search("công khai").total == 0


RUN = "<w:r>{}<w:t>TỐI MẬT</w:t></w:r>"
HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties">'
    "<cp:category>Tối mật</cp:category></cp:coreProperties>"
)


@pytest.mark.parametrize(
    ("before", "parts"),
    [
        (f"<w:p>{RUN.format(HIDDEN)}</w:p>", {}),
        ('<w:p><w:del w:id="1"><w:r><w:delText>TỐI MẬT</w:delText></w:r></w:del></w:p>', {}),
        ("", {"word/comments.xml": word_part("comments", f"<w:comment>{paragraph('MẬT')}</w:comment>")}),
        ("", {"docProps/core.xml": CORE}),
    ],
    ids=["hidden", "deleted", "comment", "property"],
)
def test_words_beside_the_text_of_word_give_no_clearance(
    tmp_path: Path, before: str, parts: dict[str, str]
) -> None:
    found = read(make_docx(tmp_path / "a.docx", before + BODY, parts=parts))
    assert find_mark(found).secrecy is Secrecy.NOT_CHECKED
    assert "MẬT" not in found.pages[0].text.upper(), "they are no text"
    harmless = {name: text.replace("Tối mật", "Tin").replace("MẬT", "XONG") for name, text in parts.items()}
    plain = read(make_docx(tmp_path / "b.docx", before.replace("TỐI MẬT", "XONG") + BODY, parts=harmless))
    assert find_mark(plain).secrecy is Secrecy.NONE


@pytest.mark.parametrize(
    ("wide", "high", "secrecy"),
    [(1_400_000, 420_000, Secrecy.NOT_CHECKED), (900_000, 900_000, Secrecy.NONE)],
    ids=["stamp", "emblem"],
)
def test_a_picture_like_a_stamp_in_the_head_of_word_gives_no_clearance(
    tmp_path: Path, wide: int, high: int, secrecy: Secrecy
) -> None:
    picture = (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="urn:wp"><wp:extent cx="{wide}" cy="{high}"/>'
        '<a:blip xmlns:a="urn:a"/></wp:inline></w:drawing></w:r></w:p>'
    )
    for number, text in enumerate((picture + BODY, BODY + picture)):
        found = find_mark(read(make_docx(tmp_path / f"{number}.docx", text)))
        assert found.secrecy is (secrecy if number == 0 else Secrecy.NONE), "the foot bears signatures"


SECOND = "Nội dung của trang.\n" * 70
HEAD = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n{}\nSố: 12/KH-UBND\nKẾ HOẠCH\n"


def test_a_mark_further_down_in_a_text_without_pages(tmp_path: Path) -> None:
    def secrecy(inside: str) -> Secrecy:
        path = tmp_path / "a.txt"
        path.write_text(f"{PLAIN}\n{SECOND}{inside}\n{SECOND}", encoding="utf-8")
        return find_mark(read(path)).secrecy

    assert secrecy(HEAD.format("TỐI MẬT")) is Secrecy.MARKED, "the head of a second document"
    assert secrecy("\fTỐI MẬT\n5") is Secrecy.NOT_CHECKED, "the head of a page, or an example"
    assert secrecy("TĂNG CƯỜNG BẢO\nMẬT") is Secrecy.NONE
    assert secrecy("Tài liệu mật được đóng dấu.\n- Tối mật: dấu C.") is Secrecy.NONE
    assert secrecy(HEAD.format("KHẨN")) is Secrecy.NONE


@pytest.mark.parametrize("printed", ["TÀI LIỆU TỐI MẬT", "VĂN BẢN MẬT", "MẬT (C)", "TUYỆT MẬT A"])
def test_a_mark_with_more_words_gives_no_clearance(printed: str) -> None:
    layout = f"TỈNH ỦY HÀ SƠN || ĐẢNG CỘNG SẢN VIỆT NAM\nSố 15-BC/TU ||\n{printed}\nBÁO CÁO\nvề công tác"
    assert find_mark(heads.extracted(layout)).secrecy is Secrecy.NOT_CHECKED
