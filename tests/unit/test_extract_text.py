"""Plain text, HTML, mail and images."""

from __future__ import annotations

import time
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.containers import make_docx, paragraph
from support.extracting import column, read, refusal
from support.pdfs import Sheet, line, make_pdf

from archivist.encoding import decode_html, decode_text
from archivist.extract.cleaning import clean_line, clean_text
from archivist.extract.legibility import is_garbled
from archivist.extract.limits import Limits
from archivist.extracted import Column, PageText

_SENTENCE = "Ủy ban nhân dân tỉnh yêu cầu các sở, ngành khẩn trương triển khai thực hiện."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_is_decoded_whatever_its_form(encoding: str) -> None:
    assert decode_text(_SENTENCE.encode(encoding))[0] == _SENTENCE


def test_windows_1258_is_composed() -> None:
    combining = "Sô\u0301 đi\u0323nh"  # as the code page has it: letter, then tone
    assert decode_text(combining.encode("cp1258"))[0] == "Số định"


def test_torn_utf8_is_still_utf8() -> None:
    data = (_SENTENCE * 20).encode()
    assert decode_text(data[:-3] + b"\xe1")[1] == "utf-8"


def test_html_charset_is_believed_only_when_it_fits() -> None:
    declared = '<meta charset="utf-16"><p>Số định</p>'
    assert "Số định" in decode_html(declared.encode())[0]
    cyrillic = '<meta charset="windows-1251"><p>Указ</p>'
    assert "Указ" in decode_html(cyrillic.encode("cp1251"))[0]


@given(st.text())
def test_cleaning_is_stable_and_leaves_no_control_characters(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    assert not any(ord(char) < 32 and char != "\n" for char in once)
    assert "\n" not in clean_line(text)
    once.encode("utf-8")


def test_text_head_with_two_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(
        "TỈNH ỦY HÀ LAM                ĐẢNG CỘNG SẢN VIỆT NAM\n"
        "       *\n"
        "Số 15-NQ/TU\t\tHà Lam, ngày 15 tháng 3 năm 2026\n\n"
        "                    NGHỊ QUYẾT\n"
        "1.   Mục tiêu\nThực hiện nghị quyết.\n",
        encoding="utf-8",
    )
    found = read(path)
    assert column(found, Column.LEFT) == ["TỈNH ỦY HÀ LAM", "Số 15-NQ/TU"]
    assert column(found, Column.RIGHT) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Hà Lam, ngày 15 tháng 3 năm 2026"]
    assert column(found, Column.FULL) == ["*", "NGHỊ QUYẾT", "1. Mục tiêu", "Thực hiện nghị quyết."]


def test_blank_text_file_is_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(" \n\n", encoding="utf-8")
    assert refusal(path) == "empty"


def test_long_text_is_cut_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(f"{_SENTENCE}\n" * 100, encoding="utf-8")
    found = read(path, Limits(text_chars=1000))
    assert found.truncated
    assert len(found.text) <= 1000
    assert refusal(path, Limits(file_bytes=100)) == "too-large"


_HTML = """<html><head><title>Văn bản</title><style>p{}</style></head><body>
<nav>Trang chủ</nav><ul role="tablist"><li>Thuộc tính</li></ul><script>x()</script><p hidden>ẩn</p>
<table><tr><td><p>TỈNH&nbsp;ỦY HÀ LAM<br>*</p></td><td><b>ĐẢNG CỘNG SẢN VIỆT NAM</b></td></tr>
<tr><td>Số 15-NQ/TU<td style="text-align:center"><i>Hà Lam, ngày 3</i></table>
<p align=center style="font-size:14pt"><strong>NGHỊ
QUYẾT</strong></p><table border=1><tr><td>a<td>b</table></body></html>"""


def test_html_shows_what_a_reader_sees(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(_HTML, encoding="utf-8")
    found = read(path)
    assert column(found, Column.LEFT) == ["TỈNH ỦY HÀ LAM", "*", "Số 15-NQ/TU"]
    assert column(found, Column.RIGHT) == ["ĐẢNG CỘNG SẢN VIỆT NAM", "Hà Lam, ngày 3"]
    assert column(found, Column.FULL) == ["NGHỊ QUYẾT", "a", "b"]
    title = next(item for item in found.pages[0].lines if item.text == "NGHỊ QUYẾT")
    assert (title.centred, title.bold, title.size) == (True, True, 14.0)
    assert found.metadata["title"] == "Văn bản"


@given(st.text(alphabet="<>/ abctdrp=\"'&;!-", max_size=200))
def test_any_tag_soup_is_read(text: str) -> None:
    from archivist.extract.html import html_rows

    rows, title = html_rows(text)
    assert all("<p>" not in row.text for row in rows)
    assert isinstance(title, str)


def _mail(tmp_path: Path) -> Path:
    inner = EmailMessage()
    inner["From"], inner["Subject"] = "c@halam.example", "Thư trong thư"
    inner.set_content("Nội dung bên trong")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Message-ID"] = "a@halam.example", "b@halam.example", "<1@halam.example>"
    mail["Subject"], mail["Date"] = "Gửi nghị quyết", "Fri, 03 Apr 2026 08:00:00 +0700"
    mail.set_content("Kính gửi anh chị\nvăn bản kèm theo.")
    mail.add_alternative("<p>Kính gửi <b>anh chị</b></p>", subtype="html")
    docx = make_docx(tmp_path / "x.docx", paragraph("Nghị quyết số 15"))
    mail.add_attachment(docx.read_bytes(), maintype="application", subtype="x", filename="../Nghị quyết.docx")
    mail.add_attachment(b"\x7fELF" + b"\x00" * 90, maintype="application", subtype="pdf", filename="b.pdf")
    mail.add_attachment(inner)
    path = tmp_path / "a.eml"
    path.write_bytes(mail.as_bytes())
    return path


def test_mail_head_body_and_attachments(tmp_path: Path) -> None:
    found = read(_mail(tmp_path))
    assert found.text.split("\n") == [
        "From: a@halam.example", "To: b@halam.example", "Subject: Gửi nghị quyết",
        "Date: Fri, 03 Apr 2026 08:00:00 +0700", "Kính gửi anh chị", "văn bản kèm theo.",
    ]  # fmt: skip
    assert found.metadata["message-id"] == "<1@halam.example>"
    assert found.metadata["created"] == "2026-04-03T08:00:00+07:00"
    assert [(item.file, item.received_as, item.problem) for item in found.attachments] == [
        ("attachment-01.docx", "Nghị quyết.docx", ""),
        ("attachment-02.bin", "b.pdf", "executable"),
        ("attachment-03.eml", "message.eml", ""),
    ]
    assert found.attachments[0].text == "Nghị quyết số 15"
    assert "Nội dung bên trong" in found.attachments[2].text


def test_attachments_are_followed_to_a_depth_and_a_number(tmp_path: Path) -> None:
    found = read(_mail(tmp_path), Limits(max_depth=0))
    assert {item.problem for item in found.attachments} == {"decompression-limit"}
    fewer = read(_mail(tmp_path), Limits(max_attachments=1))
    assert [item.problem for item in fewer.attachments] == ["", "too-large"]
    assert [item.secrecy for item in fewer.attachments] == ["none", "not-checked"]
    assert fewer.warnings


_FROM = b"From: a@example.org\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
_FILE = b"Content-Type: text/plain; charset=utf-8; name=p.txt\r\nContent-Disposition: attachment\r\n\r\n"
_INNER = b"Content-Type: message/rfc822\r\n\r\nFrom: b@example.org\r\nSubject: y\r\n\r\nKho trong\r\n"
_DOT = b"Content-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAIAAAA=="


def _parts(kind: bytes, *parts: bytes, boundary: bytes = b"B") -> bytes:
    head = b"Content-Type: multipart/" + kind + b"; boundary=" + boundary + b"\r\n\r\n"
    return (
        head + b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts) + b"--%b--" % boundary
    )


_PLAIN = b"Content-Type: text/plain; charset=utf-8\r\n\r\nBody"
_RICH = b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Body</p><img src='cid:logo@x'>"


@pytest.mark.parametrize(
    ("content", "texts"),
    [
        (_FILE + b"Kho", ["Kho"]),  # a scanner sends a file and no word
        (_INNER, ["From: b@example.org\nSubject: y\nKho trong"]),
        (
            _parts(b"alternative", _PLAIN, _parts(b"mixed", _RICH, _FILE + b"Kho", boundary=b"C")),
            ["Body", "Kho"],
        ),
        (
            _parts(b"mixed", _PLAIN, _parts(b"mixed", _FILE + b"Kho", _FILE + b"Hai", boundary=b"C")),
            ["Kho", "Hai"],
        ),
        (_parts(b"mixed", _PLAIN, b"Content-Type: text/html; charset=utf-8\r\n\r\n<p>Kho</p>"), ["Kho"]),
        (_parts(b"alternative", _PLAIN, _RICH), []),
    ],
)
def test_every_file_of_a_mail_is_a_part_however_it_is_packed(
    tmp_path: Path, content: bytes, texts: list[str]
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(_FROM + content)
    assert [item.text for item in read(path).attachments] == texts


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (b"Content-Disposition: inline\r\nContent-ID: <logo@x>", False),
        (b"Content-Disposition: inline; filename=logo.gif\r\nContent-ID: <logo@x>", False),
        (b"Content-Disposition: inline", False),
        (b"Content-Disposition: inline; filename=photo.gif", True),  # telephones send photographs so
        (b"Content-Disposition: inline; filename=photo.gif\r\nContent-ID: <other@x>", True),
        (b"Content-Disposition: attachment; filename=photo.gif", True),
    ],
)
def test_pictures_of_the_text_are_no_parts_but_photographs_are(
    tmp_path: Path, head: bytes, kept: bool
) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(_FROM + _parts(b"mixed", _RICH, b"Content-Type: image/gif\r\n" + head + b"\r\n" + _DOT))
    assert len(read(path).attachments) == kept


def test_a_mail_whose_parts_cannot_be_told_apart_is_not_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.eml"
    path.write_bytes(_FROM + b"Content-Type: multipart/mixed\r\n\r\nKho")
    found = read(path)
    assert "Kho" in "".join([found.text, *(item.text for item in found.attachments)])


def test_attached_pdf_is_read_in_the_mail(tmp_path: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@x.example", "b@x.example", "x"
    mail.set_content("x")
    pdf = make_pdf([Sheet(texts=(line(90, 90, "Phụ lục"),))], attachments={"trong.txt": "bên trong".encode()})
    mail.add_attachment(pdf, maintype="application", subtype="pdf", filename="p.pdf")
    path = tmp_path / "a.eml"
    path.write_bytes(mail.as_bytes())
    assert [item.text for item in read(path).attachments] == ["Phụ lục", "bên trong"]


def test_images_have_pages_without_text(tmp_path: Path) -> None:
    tiff = tmp_path / "a.tif"
    tiff.write_bytes(
        b"II*\x00\x08\x00\x00\x00" + b"\x00\x00" + (14).to_bytes(4, "little") + b"\x00\x00" + b"\x00" * 4
    )
    png = tmp_path / "a.png"
    png.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 30)
    assert [page.kind for page in read(tiff).pages] == [PageText.IMAGE, PageText.IMAGE]
    assert [(page.kind, page.text) for page in read(png).pages] == [(PageText.IMAGE, "")]


def test_garbled_test_leaves_languages_alone() -> None:
    texts = {
        "vi": f"{_SENTENCE} " * 10,
        "en": "The county governor shall report to the ministry within thirty days of this decision. " * 8,
        "de": "Die zuständige Behörde berichtet dem Ministerium innerhalb von dreißig Tagen darüber. " * 8,
        "nb": "Statsforvalteren skal rapportere til departementet innen tretti dager etter vedtaket. " * 8,
        "he": "הממשלה מחליטה לאשר את ההצעה ולהטיל על השר לדווח בתוך שלושים ימים " * 8,
    }
    assert not {name for name, text in texts.items() if is_garbled(text)}
    bare = "Uy ban nhan dan tinh yeu cau cac so nganh khan truong trien khai thuc hien nghi quyet nay. " * 6
    assert is_garbled(bare)
    assert is_garbled("7ӌ1+ LÀОCAІ \ue001\ue002 ѕốc1 " * 30)


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"Content-Type: text/plain; " + b"a=b; " * 100_000, "thân thư"),
        (b"Content-Type: text/plain; charset=utf-8\r\nSubject: " + b"=?utf-8?q?=41?= " * 20_000, "thân thư"),
        (b"Content-Type: text/plain; charset=utf-8\r\nTo: " + b"a@example.org, " * 50_000, "thân thư"),
    ],
)
def test_endless_headers_of_a_mail_cost_little(tmp_path: Path, head: bytes, text: str) -> None:
    """The library's parser takes minutes for them; a mail is read within its limit all the same."""
    path = tmp_path / "a.eml"
    path.write_bytes(b"From: a@example.org\r\nMIME-Version: 1.0\r\n" + head + b"\r\n\r\n" + text.encode())
    started = time.process_time()
    found = read(path)
    assert time.process_time() - started < 4
    assert found.text.endswith(text)
    assert found.metadata["from"] == "a@example.org"


def test_thousands_of_mails_inside_a_mail_cost_little(tmp_path: Path) -> None:
    part = b"--x\r\nContent-Type: message/rfc822\r\n\r\nFrom: b@example.org\r\nSubject: n\r\n\r\nbody\r\n"
    mail = b'From: a@example.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n'
    path = tmp_path / "a.eml"
    path.write_bytes(mail + part * 5_000 + b"--x--\r\n")
    started = time.process_time()
    found = read(path)
    assert time.process_time() - started < 6
    assert 100 < len(found.attachments) <= 201
    assert any("left out" in warning for warning in found.warnings)
