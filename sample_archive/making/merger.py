"""Makes the directives of two merged provinces: pairs, look-alikes and what stands around them.

Owns: ``merger/inbox``, ``merger/later`` and ``merger/expected.json``, made of ``documents/merger.toml``.
Must not: import archivist, or know how directives are paired.

Numbers of a kind count up in one province and down in the other, so that the same number on both sides
never means the same matter.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from making import records
from making.records import DOCUMENTS, Body, Cite, Sample, Signature

Raw = dict[str, Any]  # a table of the TOML file

_SYMBOLS = {
    "chi-thi": "CT", "nghi-quyet": "NQ", "quy-dinh": "QĐi", "quyet-dinh": "QĐ", "quy-che": "QC",
    "ke-hoach": "KH", "ket-luan": "KL", "chuong-trinh-hanh-dong": "CTr",
}  # fmt: skip
_ARTICLES = frozenset({"quy-dinh", "quyet-dinh", "quy-che"})
_WHOLE = frozenset({"nghi-quyet", "chuong-trinh-hanh-dong"})
"""Kinds the whole committee issues; the others are the standing committee's."""
_MAKERS = (
    ("txt", "txt"), ("html", "html"), ("txt", "txt"), ("odt", "odt"), ("txt", "txt"), ("rtf", "rtf"), ("txt", "txt"),
    ("docx", "docx"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """One predecessor: its body, folder, first day of issue and what its office says at the end."""

    body: str
    folder: str
    signatory: str
    first: dt.date
    every: int
    closing: str


PROVINCES = (
    Province(
        body="tu-lsh", folder="Lam Son Ha", signatory="Trần Minh Họa",
        first=dt.date(2021, 3, 1), every=23,
        closing="Văn phòng Tỉnh ủy theo dõi, đôn đốc, định kỳ báo cáo Ban Thường vụ Tỉnh ủy.",
    ),
    Province(
        body="tu-bkt", folder="Bach Khe Thuong", signatory="Hoàng Phỏng Tác",
        first=dt.date(2021, 5, 10), every=21,
        closing="Các cấp ủy trực thuộc phổ biến đến chi bộ; kết quả thực hiện là một căn cứ xếp loại cuối năm.",
    ),
)  # fmt: skip


def generate(target: Path, makers: dict[str, Callable[[Sample, Path], object]]) -> list[Sample]:
    """Make all below `target`; the same records give the same bytes."""
    made = _Made(records.load_bodies())
    for folder, sample in made.placed():
        path = target / folder / sample.file
        path.parent.mkdir(parents=True, exist_ok=True)
        makers[sample.maker](sample, path)
    text = json.dumps(made.truth(), ensure_ascii=False, indent=2)
    (target / "expected.json").write_text(text + "\n", encoding="utf-8")
    return [sample for _, sample in made.placed()]


class _Made:
    """The samples, and what is true of them."""

    def __init__(self, bodies: dict[str, Body]) -> None:
        text = unicodedata.normalize("NFC", (DOCUMENTS / "merger.toml").read_text(encoding="utf-8"))
        raw: dict[str, list[Raw]] = tomllib.loads(text)
        self.bodies = bodies
        self.totals = Counter(one["kind"] for name in ("matter", "look_alike") for one in raw[name])
        self.counts: Counter[str] = Counter()
        self.place = 0
        self.by_number: dict[str, Sample] = {}
        self.pairs = [self._both(one) for one in raw["matter"]]
        self.look_alikes = [self._both(one) for one in raw["look_alike"]]
        self.alone = [self._alone(one) for one in raw["alone"]]
        self.others = [self._whole(one) for one in raw["other"]]
        self.later = [self._whole(one) for one in raw["later"]]

    def placed(self) -> Iterator[tuple[str, Sample]]:
        """Every sample with its folder."""
        for both in (*self.pairs, *self.look_alikes):
            yield from (("inbox", one) for one in both)
        yield from (("inbox", one) for one in (*self.alone, *self.others))
        yield from (("later", one) for one in self.later)

    def truth(self) -> Raw:
        """What reconciling the two provinces must find, and which relations the documents state."""
        return {
            "bodies": [self.bodies[one.body].name for one in PROVINCES],
            "pairs": [[one.file for one in both] for both in self.pairs],
            "look_alikes": [[one.file for one in both] for both in self.look_alikes],
            "alone": [one.file for one in self.alone],
            "documents": [sample.file for folder, sample in self.placed() if folder == "inbox"],
            "later": [one.file for one in self.later],
            "numbers": {sample.file: sample.number for _, sample in self.placed()},
            "relations": [
                {"source": one.file, "relation": cite.relation, "number": cite.number, "target": cite.target}
                for _, one in self.placed()
                for cite in one.cites
            ],
        }

    def _both(self, raw: Raw) -> tuple[Sample, Sample]:
        kind = raw["kind"]
        self.counts[kind] += 1
        self.place += 1
        up, down = 10 + self.counts[kind], 11 + self.totals[kind] - self.counts[kind]
        numbers = raw.get("numbers") or [f"{one}-{_SYMBOLS[kind]}/TU" for one in (up, down)]
        cites = (Cite(**raw["cites"]),) if "cites" in raw else ()
        days = raw.get("issued") or [None, None]
        a, b = (
            self._directive(province, kind, raw[side], number, cites, day)
            for province, side, number, day in zip(PROVINCES, ("a", "b"), numbers, days, strict=True)
        )
        return a, b

    def _alone(self, raw: Raw) -> Sample:
        self.place += 1
        province = PROVINCES[0 if raw["side"] == "a" else 1]
        number = f"{80 + self.place % 20}-{_SYMBOLS[raw['kind']]}/TU"
        return self._directive(province, raw["kind"], raw["is"], number, (), None)

    def _directive(
        self,
        province: Province,
        kind: str,
        says: list[str],
        number: str,
        cites: tuple[Cite, ...],
        issued: dt.date | None,
    ) -> Sample:
        subject, *clauses = says
        maker, ending = _MAKERS[(self.place + (province is PROVINCES[1])) % len(_MAKERS)]
        committee = "T/M BAN CHẤP HÀNH" if kind in _WHOLE else "T/M BAN THƯỜNG VỤ"
        body = self.bodies[province.body]
        sample = Sample(
            file=f"{province.folder}/{_ascii(number)}.{ending}",
            maker=maker,
            profile="party-2018",
            kind=kind,
            body=body,
            number=number,
            issued=issued or province.first + dt.timedelta(days=province.every * self.place),
            subject=subject,
            text=_text(kind, clauses, province.closing),
            place=body.place,
            signatures=(Signature(lines=(committee, "BÍ THƯ"), name=province.signatory),),
            recipients=("Các ban của Tỉnh ủy", "Các cấp ủy trực thuộc", "Lưu Văn phòng Tỉnh ủy"),
            cites=cites,
            options={"side_by_side_head": False},
        )
        if self.by_number.setdefault(f"{province.body} {number}", sample) is not sample:
            raise ValueError(f"{province.folder}: {number} twice")
        return sample

    def _whole(self, raw: Raw) -> Sample:
        """A document that is written out; ``@number`` names another one, ``{number}`` prints its date."""
        known = {one.number: one for one in self.by_number.values() if one.number}
        cites = [
            {**one, "target": known[one["target"][1:]].file if one["target"][:1] == "@" else one["target"]}
            for one in raw.get("cites", ())
        ]

        def day(match: re.Match[str]) -> str:
            issued = known[match[1]].issued
            assert issued is not None
            month = f"{issued.month:02d}" if issued.month < 3 else str(issued.month)
            return f"{issued.day:02d}/{month}/{issued.year}"

        text = re.sub(r"\{([^}]+/TU)\}", day, raw["text"])
        options = {"side_by_side_head": False}
        return records.sample_of({**raw, "cites": cites, "text": text, "options": options}, self.bodies, {})


def _text(kind: str, clauses: list[str], closing: str) -> str:
    if kind not in _ARTICLES:
        return "\n\n".join(f"{place}- {one}" for place, one in enumerate((*clauses, closing), start=1))
    name = records.KINDS[kind]
    articles = (*clauses, closing, f"{name} này có hiệu lực từ ngày ký.")
    return "\n\n".join(f"Điều {place}. {one}" for place, one in enumerate(articles, start=1))


def _ascii(number: str) -> str:
    """``47-QĐi/TU`` → ``47-QDi-TU``, as files are named."""
    plain = number.replace("Đ", "D").replace("đ", "d").replace("/", "-")
    return unicodedata.normalize("NFD", plain).encode("ascii", "ignore").decode("ascii")
