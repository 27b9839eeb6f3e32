"""Reviews that are due, graphs of relations, coverage of implementation."""

from __future__ import annotations

import datetime as dt
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.standing import Maker, central_text

from archivist import Archive, drawing
from archivist.errors import UsageError
from archivist.model import Level, RelationKind
from archivist.networks import Coverage, RelationGraph
from archivist.reviewing import ReviewDue

PROGRAMME = (
    "Thực hiện Nghị quyết số 39-NQ/TW, ngày 18/7/2023 của Bộ Chính trị, Ban Thường vụ Tỉnh ủy ban hành chương"
    " trình như sau:\nI. Mục tiêu"
)
PLAN = (
    "Thực hiện Chương trình hành động số 68-CTr/TU, ngày 12/11/2023 của Ban Thường vụ Tỉnh ủy, Đảng ủy xã xây"
    " dựng kế hoạch như sau:\nI. Mục tiêu"
)


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Maker]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as archive:
        yield Maker(archive, tmp_path)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def resolution(maker: Maker, body: str = "1. Các cấp ủy triển khai.") -> str:
    text = central_text("39-NQ/TW", day="18/07/2023", kind="NGHỊ QUYẾT", body=body)
    text = text.replace("T/M BAN BÍ THƯ", "T/M BỘ CHÍNH TRỊ").replace("THƯỜNG TRỰC", "TỔNG BÍ THƯ")
    return maker.put(text.replace("BAN CHẤP HÀNH TRUNG ƯƠNG  ", "BỘ CHÍNH TRỊ  "))


def plan(maker: Maker, commune: str, body: str, number: int = 1) -> str:
    return maker.put(
        f"""ĐẢNG BỘ TỈNH LAM HẠ                     ĐẢNG CỘNG SẢN VIỆT NAM
ĐẢNG ỦY XÃ {commune.upper()}
*                                     {commune}, ngày 10 tháng 12 năm 2023
Số {number}-KH/ĐU

                    KẾ HOẠCH
          về công tác mẫu
                      -----
{body}

                                      T/M ĐẢNG ỦY
                                      BÍ THƯ
                                      Trần Văn Mẫu
"""
    )


def programme(maker: Maker) -> str:
    return maker.decision("68-CTr/TU", day="12/11/2023", kind="CHƯƠNG TRÌNH HÀNH ĐỘNG", body=PROGRAMME)


# ------------------------------------------------------------------------------- reviews


def due(maker: Maker, until: str, since: str | None = None) -> list[ReviewDue]:
    return list(maker.archive.standing.reviews(due_by=day(until), since=day(since) if since else None))


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("Định kỳ 3 năm sơ kết việc thực hiện Nghị quyết này.", [("interim", "2026-07-18")]),
        ("Sau 5 năm tổng kết việc thực hiện Nghị quyết này.", [("final", "2028-07-18")]),
        ("Các cấp ủy tổng kết việc thực hiện Nghị quyết này vào năm 2027.", [("final", "2027-12-31")]),
        ("Các cấp ủy sơ kết vào quý III/2025.", [("interim", "2025-09-30")]),
        (
            "Sơ kết sau hai năm, tổng kết năm 2027.",
            [("interim", "2025-07-18"), ("final", "2027-12-31")],
        ),
        (
            "Hằng năm sơ kết việc thực hiện Nghị quyết này.",
            [("interim", f"{year}-07-18") for year in range(2024, 2029)],
        ),
    ],
)
def test_clauses_ask_for_reviews(maker: Maker, clause: str, expected: list[tuple[str, str]]) -> None:
    resolution(maker, f"1. Các cấp ủy triển khai.\n2. {clause}")
    found = [(one.sort, one.due.isoformat()) for one in due(maker, "2028-12-31") if one.basis == "clause"]
    assert found == expected


def test_a_review_that_is_told_of_is_not_asked_for(maker: Maker) -> None:
    resolution(
        maker, "1. Trên cơ sở kết quả tổng kết 10 năm thực hiện Nghị quyết số 18-NQ/TW, Bộ Chính trị yêu cầu."
    )
    assert [one.basis for one in due(maker, "2040-12-31")] == ["five-years"]


def test_periods_terms_and_five_years(maker: Maker) -> None:
    maker.decision(
        "1-CTr/TU", day="15/03/2021", kind="CHƯƠNG TRÌNH", subject="về công tác mẫu giai đoạn 2021-2025"
    )
    maker.decision(
        "2-NQ/TU", day="15/03/2021", kind="NGHỊ QUYẾT", subject="về công tác mẫu nhiệm kỳ 2020-2025"
    )
    maker.decision("3-CT/TU", day="15/03/2021", kind="CHỈ THỊ", subject="về công tác mẫu")
    maker.decision("4-BC/TU", day="15/03/2021", kind="BÁO CÁO", subject="về công tác mẫu")
    assert [(one.number, one.basis, one.due.isoformat()) for one in due(maker, "2026-12-31")] == [
        ("1-CTr/TU", "period", "2025-12-31"),
        ("2-NQ/TU", "term", "2025-12-31"),
        ("3-CT/TU", "five-years", "2026-03-15"),
    ]
    assert [one.number for one in due(maker, "2026-12-31", "2026-01-01")] == ["3-CT/TU"]


def test_a_report_holds_the_review_of_its_sort(maker: Maker) -> None:
    resolution(maker, "1. Định kỳ hằng năm sơ kết, 5 năm tổng kết việc thực hiện Nghị quyết này.")
    body = "Thực hiện chỉ đạo, Ban Thường vụ Tỉnh ủy báo cáo như sau:\nI. Kết quả"
    report = maker.decision(
        "80-BC/TU",
        day="12/08/2024",
        kind="BÁO CÁO",
        subject="sơ kết 01 năm thực hiện Nghị quyết số 39-NQ/TW, ngày 18/7/2023 của Bộ Chính trị",
        body=body,
    )
    held = {(one.sort, one.due.year): one.held for one in due(maker, "2028-12-31")}
    assert held[("interim", 2024)] == report
    assert held[("interim", 2025)] is None
    assert held[("final", 2028)] is None


def test_what_was_replaced_before_needs_no_review(maker: Maker) -> None:
    old = maker.decision("3-CT/TU", day="15/03/2021", kind="CHỈ THỊ")
    new = maker.decision("9-CT/TU", day="10/02/2023", kind="CHỈ THỊ")
    maker.archive.standing.add(new, "replaces", by="Nguyễn Thị Mẫu", target=old)
    assert [one.document for one in due(maker, "2030-12-31")] == [new]


# ------------------------------------------------------------------------------- graphs


@pytest.fixture
def chain(maker: Maker) -> tuple[str, str, str]:
    """A resolution, the province's programme, a commune's plan."""
    return resolution(maker), programme(maker), plan(maker, "Suối Mẫu", PLAN)


def edges(graph: RelationGraph) -> set[tuple[str, str, str]]:
    return {(edge.source, edge.kind.value, edge.target) for edge in graph.edges}


def test_the_chain_up_to_the_bases(maker: Maker, chain: tuple[str, str, str]) -> None:
    top, middle, low = chain
    graph = maker.archive.standing.graph(low, upward=True, depth=10)
    assert edges(graph) == {(low, "implements", middle), (middle, "implements", top)}
    assert [node.depth for node in graph.nodes] == [0, 1, 2]


def test_around_a_document_to_a_depth(maker: Maker, chain: tuple[str, str, str]) -> None:
    top, middle, low = chain
    assert edges(maker.archive.standing.graph(top, depth=1)) == {(middle, "implements", top)}
    assert len(edges(maker.archive.standing.graph(top, depth=2))) == 2
    only = maker.archive.standing.graph(top, kinds=(RelationKind.REPEALS,))
    assert [node.id for node in only.nodes] == [top]
    assert low not in {node.id for node in maker.archive.standing.graph(top, depth=1).nodes}


def test_acts_not_held_are_placeholders_and_rejected_relations_are_left_out(maker: Maker) -> None:
    id_ = programme(maker)
    graph = maker.archive.standing.graph(id_)
    assert [(node.held, node.id) for node in graph.nodes[1:]] == [(False, "?39-NQ/TW")]
    (relation,) = [one for one in maker.archive.relations(id_) if one.number == "39-NQ/TW"]
    maker.archive.standing.reject(relation.id, by="Nguyễn Thị Mẫu")
    assert len(maker.archive.standing.graph(id_).nodes) == 1


def test_graphml_holds_every_node_and_edge(maker: Maker, chain: tuple[str, str, str]) -> None:
    graph = maker.archive.standing.graph(chain[0])
    root = ET.fromstring(drawing.graphml(graph))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    assert {node.get("id") for node in root.iter(f"{space}node")} == set(chain)
    assert len(list(root.iter(f"{space}edge"))) == 2
    assert "68-CTr/TU" in {data.text for data in root.iter(f"{space}data")}


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed: apt install graphviz")
def test_svg_of_fifty_acts_shows_every_number(maker: Maker) -> None:
    top = programme(maker)
    for number in range(1, 51):
        plan(maker, f"Suối {'ABCDEGHIKL'[number % 10]}{'mnopqrs'[number // 10]}a", PLAN, number)
    picture = drawing.svg(maker.archive.standing.graph(top, depth=1)).decode("utf-8")
    root = ET.fromstring(picture)
    words = {element.text for element in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {f"{number}-KH/ĐU" for number in range(1, 51)} <= words


def test_without_graphviz_the_command_to_install_it_is_named(
    maker: Maker, chain: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    graph = maker.archive.standing.graph(chain[0])
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError) as caught:
        drawing.svg(graph)
    assert "apt install graphviz" in caught.value.hint


# ------------------------------------------------------------------------------- coverage


def rows(found: Coverage) -> dict[str, list[tuple[str, bool]]]:
    return {row.issuer: [(one.document, one.direct) for one in row.documents] for row in found.rows}


def test_who_has_issued_and_who_has_not(maker: Maker, chain: tuple[str, str, str]) -> None:
    top, middle, low = chain
    plan(maker, "Suối Khác", "Đảng ủy xã xây dựng kế hoạch.", 2)
    found = maker.archive.standing.coverage("39-NQ/TW", "commune")
    assert rows(found) == {"Đảng ủy xã Suối Mẫu": [(low, False)], "Đảng ủy xã Suối Khác": []}
    assert (found.document, found.issued) == (top, 1)
    province = maker.archive.standing.coverage(top, Level.PROVINCIAL)
    assert rows(province) == {"Tỉnh ủy Lam Hạ": [(middle, True)]}


def test_bodies_on_record_are_listed_though_nothing_of_them_is_held(
    maker: Maker, chain: tuple[str, str, str]
) -> None:
    issuers = maker.archive.issuers
    issuers.add("Đảng ủy xã Suối Vắng", parent="Tỉnh ủy Lam Hạ", by="Bà Mẫu")
    issuers.add("Đảng ủy xã Suối Xưa", parent="Tỉnh ủy Lam Hạ", valid_to="2020-06-30", by="Bà Mẫu")
    issuers.add("Ủy ban nhân dân xã Suối Vắng", by="Bà Mẫu")
    found = rows(maker.archive.standing.coverage("39-NQ/TW", "commune"))
    assert found["Đảng ủy xã Suối Vắng"] == []
    assert "Đảng ủy xã Suối Xưa" not in found, "it ended before the directive was issued"
    assert "Ủy ban nhân dân xã Suối Vắng" not in found, "another system"
    known = maker.archive.standing.coverage("39-NQ/TW", "provincial", everything=True)
    assert {"Tỉnh ủy Tuyên Quang", "Tỉnh ủy Lam Hạ"} <= {row.issuer for row in known.rows}
    assert not any(row.issuer.startswith("Ban Tổ chức") for row in known.rows)
