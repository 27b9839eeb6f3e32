"""Made directives that change one another. All fictional."""

from __future__ import annotations

from pathlib import Path

from support.directives import party_text

from archivist import Archive

OLD = "12-QĐ/TU"
NEW = "20-QĐ/TU"
CHANGES_12 = (
    "Điều 1. Ban hành quy định mẫu.\n"
    "Điều 2. Quyết định này có hiệu lực từ ngày ký, thay thế Quyết định số 12-QĐ/TU, ngày 15/3/2021 của"
    " Ban Thường vụ Tỉnh ủy."
)


def text_of(number: str, *, day: str, body: str, kind: str = "QUYẾT ĐỊNH", **more: str) -> str:
    """A provincial decision; `day` as ``15/03/2021``."""
    d, m, y = day.split("/")
    return party_text(number, kind=kind, day=f"ngày {d} tháng {m} năm {y}", body=body, **more)


def central_text(number: str, *, day: str, body: str, kind: str = "QUY ĐỊNH") -> str:
    """A directive of the Central Committee."""
    d, m, y = day.split("/")
    return f"""BAN CHẤP HÀNH TRUNG ƯƠNG                 ĐẢNG CỘNG SẢN VIỆT NAM
*                                        Hà Nội, ngày {d} tháng {m} năm {y}
Số {number}

                    {kind}
          về việc mẫu
                      -----
{body}

                                      T/M BAN BÍ THƯ
                                      THƯỜNG TRỰC
                                      Trần Văn Mẫu
"""


class Maker:
    """Files made directives into one archive."""

    def __init__(self, archive: Archive, folder: Path) -> None:
        self.archive = archive
        self.folder = folder
        self.count = 0

    def put(self, text: str) -> str:
        """File a text; returns the id of the document."""
        self.count += 1
        path = self.folder / f"van-ban-{self.count}.txt"
        path.write_text(text, encoding="utf-8")
        result = self.archive.file(path)
        assert result.document is not None, result.message
        return result.document.id

    def decision(
        self, number: str, *, day: str, body: str = "Điều 1. Giao các ban thực hiện.", **more: str
    ) -> str:
        """File a provincial decision."""
        return self.put(text_of(number, day=day, body=body, **more))

    def trusting(self) -> Archive:
        """The archive with the policy that trusts explicit clauses; call once, at the end."""
        root = self.archive.root
        self.archive.close()
        settings = root / "archive.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(
            text.replace('# trust_clauses = "never"', 'trust_clauses = "explicit"'), encoding="utf-8"
        )
        self.archive = Archive.open(root)
        return self.archive
