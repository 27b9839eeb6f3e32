"""The examples of docs/api.md do what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.directives import write_party

from archivist import Archive
from archivist.disposing import Disposals
from archivist.dossiers import DossierFile
from archivist.fonds import FondsRegister
from archivist.model import RelationState
from archivist.reconciling.facade import Reconciliation
from archivist.registers.facade import Registers
from archivist.retention import Retention
from archivist.standing import Standing

API = Path(__file__).parents[2] / "docs" / "api.md"
SCHEDULE = (
    'name="Của cơ quan"\nbasis="QĐ mẫu"\n[[line]]\ncode="1"\ntitle="Báo cáo"\nkinds=["bao-cao"]\nperiod="5"\n'
)


def examples() -> dict[str, str]:
    """Heading → its example."""
    parts = re.split(r"^## (.+)\n", API.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    found: dict[str, str] = {}
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
        assert len(blocks) < 2, f"{heading}: one example a section"
        if blocks:
            found[heading] = blocks[0]
    return found


def test_every_example_of_the_api_runs(tmp_path: Path) -> None:
    with Archive.create(tmp_path / "kho") as archive:
        (archive.root / "schedules").mkdir()
        (archive.root / "schedules" / "a.toml").write_text(SCHEDULE, encoding="utf-8")
        replaces = "Nghị quyết này thay thế Nghị quyết số 15-NQ/TU ngày 15/03/2024 của Tỉnh ủy Lam Hạ."
        forest = "về bảo vệ và phát triển rừng phòng hộ đầu nguồn"
        written = [
            write_party(tmp_path / "1.txt", "15-NQ/TU"),
            write_party(tmp_path / "2.txt", "17-NQ/TU", day="ngày 20 tháng 05 năm 2024", body=replaces),
            write_party(tmp_path / "3.txt", "9-BC/TU", kind="BÁO CÁO", day="ngày 15 tháng 03 năm 2001"),
            write_party(tmp_path / "4.txt", "18-NQ/TU", day="ngày 21 tháng 05 năm 2024", subject=forest),
            write_party(tmp_path / "5.txt", "20-NQ/TU", province="BẠCH KHÊ", subject=forest),
        ]
        documents = [archive.file(path, index=path is written[-1]).document for path in written]
        replacing, report = documents[1], documents[2]
        assert replacing is not None
        assert report is not None
        archive.revise(report.id, by="Bà Mẫu", why="xem", accept=True)
        scope: dict[str, object] = {"archive": archive, "document": documents[0], "folder": tmp_path}
        ran = examples()
        assert {"Standing of directives", "Registers", "Fonds, files, retention, disposal"} <= set(ran)
        for heading, example in ran.items():
            exec(compile(example, f"docs/api.md: {heading}", "exec"), scope)
        assert RelationState.CONFIRMED in {one.state for one in archive.relations(replacing.id)}
        assert archive.registers.incoming().incoming[0].forwarded_to == "Phòng Tổng hợp"
        assert archive.fonds.show("tu-lam-ha").documents == 1
        assert archive.dossiers.show("01.TH").pages == 4
        assert archive.disposals.tombstone(report.id).by == "Nguyễn Thị Mẫu"
        assert archive.reconciliation.decisions()
        for name in ("so-den.html", "ra-soat.csv", "muc-luc.html", "nop-luu.xlsx", "danh-muc-huy.html"):
            assert (tmp_path / name).stat().st_size
        assert archive.check().problems == ()


@pytest.mark.parametrize(
    "facade", [Disposals, DossierFile, FondsRegister, Reconciliation, Registers, Retention, Standing]
)
def test_every_operation_on_directives_and_files_is_listed_and_explained(facade: type) -> None:
    text = API.read_text(encoding="utf-8")
    names = [name for name in vars(facade) if not name.startswith("_")]
    assert names
    assert [name for name in names if not getattr(facade, name).__doc__] == []
    missing = [name for name in names if not re.search(rf"\b{name}\b[(`]", text)]
    if facade is DossierFile:
        missing.remove("bury")  # for `Archive.disposals` alone
    assert missing == []
