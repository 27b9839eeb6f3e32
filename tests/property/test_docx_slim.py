"""Making a Word part small changes nothing that is read."""

from __future__ import annotations

import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from hypothesis import given
from hypothesis import strategies as st
from support.containers import make_docx
from support.extracting import read

from archivist.extract.docx_slim import slim

_LOOKS = st.sampled_from([
    "", "<w:b/>", "<w:i/>", "<w:b w:val=\"0\" />", '<w:szCs w:val="20"/>', '<w:lang w:val="vi-VN"/><w:b/>',
    '<w:rFonts w:ascii=".VnTime"/>', '<w:caps/><w:sz w:val="28"/>', "<w:vanish/>",
    '<w:rPrChange w:id="1"><w:rPr><w:b/></w:rPr></w:rPrChange>',
])  # fmt: skip
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
_ATTRIBUTES = st.sampled_from(["", ' w:rsidR="00AB12CD"', ' w:rsidRPr="00AB12CD" w:rsidR="00EA68F2"'])
_BETWEEN = st.sampled_from(
    [
        "",
        "",
        '<w:bookmarkStart w:id="1" w:name="a"/>',
        "</w:p><w:p>",
        "<w:r><w:tab/></w:r>",
        "<w:r><w:br/></w:r>",
    ]
)
_RUNS = st.lists(st.tuples(_TEXT, _LOOKS, _ATTRIBUTES, _BETWEEN), max_size=12)
_HEAD = b'<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'


def _body(runs: list[tuple[str, str, str, str]]) -> str:
    made = [
        f'<w:r{attributes}><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>{between}'
        for text, looks, attributes, between in runs
    ]
    return "<w:p><w:pPr><w:rPr><w:i/></w:rPr></w:pPr>" + "".join(made) + "</w:p>"


@given(_RUNS)
def test_rows_are_the_same(runs: list[tuple[str, str, str, str]]) -> None:
    body = _body(runs)
    small = slim(_HEAD + body.encode() + b"</w:document>", above=0).removeprefix(_HEAD)
    with tempfile.TemporaryDirectory() as folder:
        one = read(make_docx(Path(folder) / "a.docx", body))
        two = read(make_docx(Path(folder) / "b.docx", small.removesuffix(b"</w:document>").decode()))
    assert two == one


def test_equal_neighbours_become_one_run() -> None:
    data = _HEAD + _body([(char, "<w:b/>", "", "") for char in "Nghị quyết"]).encode() + b"</w:document>"
    assert slim(data, above=0).count(b"<w:r>") == 1
    assert slim(data) is data


def test_what_only_looks_like_runs_is_left_alone() -> None:
    run = b"<w:r><w:t>a</w:t></w:r>"
    for doubt in (
        b"<![CDATA[" + run + b"]]>",
        b"<!-- " + run + b" -->",
        b"<?x " + run + b"?>",
        b'<w:p xmlns:w="urn:other"/>',
    ):
        data = _HEAD + run + run + doubt + b"</w:document>"
        assert slim(data, above=0) is data
    latin = _HEAD.replace(b'"1.0"', b'"1.0" encoding="windows-1258"') + run + run + b"</w:document>"
    assert slim(latin, above=0) is latin
