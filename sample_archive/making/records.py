"""What one made document is: a record read from ``documents/*.toml``.

Owns: `Body`, `Signature`, `Cite`, `Sample` and reading them from TOML.
Must not: lay out or write a document, or import archivist.
"""

from __future__ import annotations

import datetime as dt
import tomllib
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).resolve().parent.parent / "documents"

FOOTER_VI = (
    "Văn bản mẫu của bộ tài liệu thử archivist: địa danh, cơ quan, nhân vật hư cấu; không có giá trị pháp lý."
)
FOOTER_EN = "Made sample of the archivist test set: invented places, bodies and people; of no legal value."

KINDS = {
    "nghi-quyet": "Nghị quyết",
    "quyet-dinh": "Quyết định",
    "chi-thi": "Chỉ thị",
    "ket-luan": "Kết luận",
    "quy-dinh": "Quy định",
    "quy-che": "Quy chế",
    "thong-tri": "Thông tri",
    "huong-dan": "Hướng dẫn",
    "thong-bao": "Thông báo",
    "bao-cao": "Báo cáo",
    "ke-hoach": "Kế hoạch",
    "chuong-trinh": "Chương trình",
    "chuong-trinh-hanh-dong": "Chương trình hành động",
    "de-an": "Đề án",
    "to-trinh": "Tờ trình",
    "cong-van": "Công văn",
    "bien-ban": "Biên bản",
    "giay-moi": "Giấy mời",
    "cong-dien": "Công điện",
    "thong-tu": "Thông tư",
    "nghi-dinh": "Nghị định",
    "luat": "Luật",
    "phuong-an": "Phương án",
    "tin-bai": "Tin bài",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """An invented (or, for central bodies, real) issuing body.

    Attributes:
        id: key in ``bodies.toml``.
        lines: letterhead, superior body first.
        name: name in sentence case.
        level: central, provincial, district or commune.
        place: place printed before the date.
        address: line 13 of a State letter, empty for none.
    """

    id: str
    lines: tuple[str, ...]
    name: str
    level: str
    place: str
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """One signature: authority lines and position (capitals, as printed), and the name."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cite:
    """A document named in the text by its number; `relation` is a `RelationKind` value."""

    number: str
    kind: str
    relation: str = "cites"
    target: str = ""
    """File in the inbox that is the cited document, empty when it is not in the set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One made document. The fields are the truth; layout and bytes are made of them."""

    file: str
    maker: str
    profile: str
    kind: str | None
    body: Body | None
    number: str | None
    issued: dt.date | None
    subject: str | None
    text: str
    place: str | None = None
    to: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    urgency: str | None = None
    draft: bool = False
    language: str = "vi"
    title: str = ""
    cites: tuple[Cite, ...] = ()
    outcome: str = "filed"
    reasons: tuple[str, ...] = ()
    readable: str = "now"
    note: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def system(self) -> str:
        """Party, State or foreign, as the profile says."""
        return self.profile.split("-")[0]

    @property
    def printed_title(self) -> str:
        """The kind line in capitals; empty for letters, which have none."""
        return self.title or KINDS.get(self.kind or "", "").upper()


def load_bodies() -> dict[str, Body]:
    """All bodies of ``bodies.toml`` by id."""
    raw = tomllib.loads((DOCUMENTS / "bodies.toml").read_text(encoding="utf-8"))
    return {
        key: Body(
            id=key,
            lines=tuple(value["lines"]),
            name=value["name"],
            level=value["level"],
            place=value["place"],
            address=value.get("address", ""),
        )
        for key, value in raw.items()
    }


def load_samples() -> list[Sample]:
    """All documents of ``documents/``, in the order of the files and in them."""
    bodies = load_bodies()
    shared = tomllib.loads((DOCUMENTS / "passages.toml").read_text(encoding="utf-8"))
    found = []
    for path in sorted(DOCUMENTS.glob("[0-9]*.toml")):
        raw = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
        found += [sample_of(item, bodies, shared) for item in tomllib.loads(raw)["document"]]
    names = [sample.file for sample in found]
    if len(set(names)) != len(names):
        raise ValueError("two documents have the same file name")
    return found


_TUPLES = ("to", "recipients", "marks", "reasons")
_PLAIN = ("file", "maker", "profile", "urgency", "draft", "language", "title", "outcome", "readable", "note")


def sample_of(raw: dict[str, Any], bodies: dict[str, Body], shared: dict[str, str]) -> Sample:
    """One document of its table; `shared` are passages named ``{name}`` in texts."""
    body = bodies[raw["body"]] if "body" in raw else None
    signatures = [Signature(lines=tuple(one["lines"]), name=one["name"]) for one in raw.get("signatures", ())]
    if "signatory" in raw:
        signatures.append(Signature(lines=tuple(raw["position"]), name=raw["signatory"]))
    values: dict[str, Any] = {name: raw[name] for name in _PLAIN if name in raw}
    values |= {name: tuple(raw[name]) for name in _TUPLES if name in raw}
    text = raw.get("text", "").strip()
    for name, passage in shared.items():
        text = text.replace("{" + name + "}", passage.strip())
    sample = Sample(
        kind=raw.get("kind"),
        body=body,
        number=raw.get("number"),
        issued=raw.get("issued"),
        subject=raw.get("subject"),
        place=raw.get("place", body.place if body else None),
        text=text,
        signatures=tuple(signatures),
        cites=tuple(Cite(**cite) for cite in raw.get("cites", ())),
        options=raw.get("options", {}),
        **values,
    )
    _check(sample)
    return sample


def _check(sample: Sample) -> None:
    """Refuse a record whose truth is not in its own text: citations must be printed."""
    printed = " ".join(f"{sample.subject or ''} {sample.text}".split())
    for cite in sample.cites:
        if cite.number not in printed:
            raise ValueError(f"{sample.file}: cites {cite.number}, which its text does not name")
    if sample.kind is not None and sample.kind not in KINDS:
        raise ValueError(f"{sample.file}: unknown kind {sample.kind}")
