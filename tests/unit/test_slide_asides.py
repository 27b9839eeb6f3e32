"""What every slide shows is read once: footers, and what masters add; places that slides fill are no text."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from support import flat, formats
from support.extracting import read

from archivist.directive.marks import find_mark
from archivist.model import Secrecy

_PLACES = '<p:sp><p:nvSpPr><p:nvPr><p:ph type="{}"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>'
_SHAPE = "<p:sp><p:txBody><a:p><a:r><a:t>{}</a:t></a:r></a:p></p:txBody></p:sp>"
_NAMES = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
)


def _link(kind: str, target: str) -> str:
    return f'<Relationships><Relationship Id="l" Type="x/{kind}" Target="{target}"/></Relationships>'


def _pptx(path: Path, *, footer: str = "", layout: str = "", master: str = "", hidden: str = "") -> Path:
    """Three slides with a footer each; ``hidden`` is the root that does not show what is above it."""
    formats.make_pptx(path, [["Một"], ["Hai"], ["Ba"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for number in (1, 2, 3):
        name = f"ppt/slides/slide{number}.xml"
        places = _PLACES.format("ftr", footer) + _PLACES.format("sldNum", number) if footer else ""
        parts[name] = parts[name].replace("</p:spTree>", f"{places}</p:spTree>")
        assert places in parts[name]
        if hidden == "sld":
            parts[name] = parts[name].replace("<p:sld ", '<p:sld showMasterSp="0" ')
        parts[f"ppt/slides/_rels/slide{number}.xml.rels"] = _link("slideLayout", "../slideLayouts/l1.xml")
    off = ' showMasterSp="0"' if hidden == "sldLayout" else ""
    parts["ppt/slideLayouts/l1.xml"] = (
        f"<p:sldLayout {_NAMES}{off}>{_PLACES.format('title', 'Bấm để sửa')}{_SHAPE.format(layout)}</p:sldLayout>"
    )
    parts["ppt/slideLayouts/_rels/l1.xml.rels"] = _link("slideMaster", "../slideMasters/m1.xml")
    parts["ppt/slideMasters/m1.xml"] = (
        f"<p:sldMaster {_NAMES}>{_PLACES.format('ftr', 'Chân trang mẫu')}<p:grpSp>{_SHAPE.format(master)}</p:grpSp></p:sldMaster>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def _frame(text: str, place: str = "") -> str:
    return f"<draw:frame{place}><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame>"


def _odp(path: Path, *, footer: str, master: str) -> Path:
    body = f'<p:footer-decl xmlns:p="p">{footer}</p:footer-decl>'
    body += f'<draw:page draw:master-page-name="M">{_frame("Một")}</draw:page>'
    flat.make_flat_odf(path, body, kind="presentation")
    place = _frame("Bấm để sửa", ' style:class="title"')
    masters = f'<style:master-page style:name="M">{place}{_frame(master)}</style:master-page>'
    masters += f'<style:master-page style:name="N">{_frame("lạ")}</style:master-page>'
    text = path.read_text("utf-8")
    masters = f"<office:master-styles>{masters}</office:master-styles>"
    path.write_text(text.replace("<office:body>", f"{masters}<office:body>"), "utf-8")
    return path


def _made(path: Path, *, footer: str = "", master: str = "") -> Path:
    match path.suffix:
        case ".pptx":
            return _pptx(path, footer=footer, master=master)
        case ".ppt":
            return formats.make_ppt(
                path, [("Một", ""), ("Hai", ""), ("Ba", "")], footer=footer, master=master
            )
    return _odp(path, footer=footer, master=master)


@pytest.mark.parametrize("suffix", [".pptx", ".ppt", ".fodp"])
def test_footers_and_shapes_of_masters_stand_on_the_first_slide(tmp_path: Path, suffix: str) -> None:
    first, *others = read(_made(tmp_path / f"a{suffix}", footer="Lưu hành nội bộ", master="Sở Nội vụ")).pages
    assert [line.text for line in first.lines] == ["Một", "Lưu hành nội bộ", "Sở Nội vụ"]
    assert [line.widget for line in first.lines] == [False, True, True]
    assert [page.text for page in others] in ([], ["Hai", "Ba"])


@pytest.mark.parametrize("suffix", [".pptx", ".ppt", ".fodp"])
@pytest.mark.parametrize("place", ["footer", "master"])
def test_a_mark_in_them_is_found(tmp_path: Path, suffix: str, place: str) -> None:
    found = find_mark(read(_made(tmp_path / f"a{suffix}", **{place: "TỐI MẬT"})))
    assert (found.secrecy, found.mark) == (Secrecy.MARKED, "TỐI MẬT")


def test_shapes_of_a_layout_are_read_unless_they_are_not_shown(tmp_path: Path) -> None:
    texts = {
        hidden: read(_pptx(tmp_path / f"{hidden}.pptx", layout="Khung", master="Nền", hidden=hidden)).text
        for hidden in ("", "sldLayout", "sld")
    }
    assert texts[""].startswith("Một\nKhung\nNền")
    assert "Khung" in texts["sldLayout"]
    assert "Nền" not in texts["sldLayout"]
    assert "Khung" not in texts["sld"]


def test_a_footer_of_one_slide_and_one_that_is_not_shown(tmp_path: Path) -> None:
    slides = [("Một", "Hộp"), ("Hai", "")]
    own = read(formats.make_ppt(tmp_path / "a.ppt", slides, own_footer="Mật danh"))
    assert [page.text for page in own.pages] == ["Một\nHộp\nMật danh", "Hai\nMật danh"]
    off = read(formats.make_ppt(tmp_path / "b.ppt", slides, own_footer="a", footer="b", shown=False))
    assert [page.text for page in off.pages] == ["Một\nHộp", "Hai"]
