"""Writes the truth of the sample inbox: what each document says and what must become of it.

Owns: the form of ``expected/*.json`` and ``expected/index.json``.
Must not: read a made file or import archivist: the truth comes from the records the documents were
laid out from.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from making.records import Sample

SYSTEMS = ("party", "state", "foreign")


def truth(sample: Sample) -> dict[str, Any]:
    """The truth of one document."""
    return {
        "file": sample.file,
        "outcome": sample.outcome,
        "reasons": list(sample.reasons),
        "readable": sample.readable,
        "fields": _fields(sample),
        "citations": [
            {
                "number": cite.number,
                "kind": cite.kind,
                "relation": cite.relation,
                "target": cite.target or None,
            }
            for cite in sample.cites
        ],
        "after_ocr": _after_ocr(sample),
        "attachments": list(sample.options.get("attachments", [])),
        "note": sample.note,
    }


def _fields(sample: Sample) -> dict[str, Any]:
    """Fields as printed; None where the document has none."""
    body = sample.body
    number = None if sample.draft and not sample.options.get("number_stays") else sample.number
    issued = sample.issued.isoformat() if sample.issued else None
    if sample.draft and sample.issued is not None:
        issued = issued[:7] if issued else None
    return {
        "number": number,
        "kind": sample.kind,
        "issuer": "; ".join(" ".join(line.split()) for line in body.lines) if body else None,
        "issuer_name": body.name if body else None,
        "issued": issued or sample.options.get("issued_partly"),
        "place": sample.place,
        # A message is filed under its own subject line.
        "subject": sample.title if sample.profile == "mail" else sample.subject,
        "signatory": " | ".join(one.name for one in sample.signatures) or None,
        "position": " | ".join("; ".join(one.lines) for one in sample.signatures) or None,
        "language": sample.language,
        "system": sample.system if sample.system in SYSTEMS else None,
        "level": body.level if body else None,
        "urgency": sample.urgency,
        "draft": sample.draft,
    }


def _after_ocr(sample: Sample) -> dict[str, Any] | None:
    """What must become of a scan when its text is recognised; None for what is no scan."""
    if sample.readable != "after-ocr":
        return None
    arrival = sample.options.get("arrival")
    return {
        "withdrawn": bool(sample.options.get("withdrawn")),
        "arrival": {"number": arrival["number"], "date": arrival["date"].isoformat()} if arrival else None,
    }


def write_truth(samples: list[Sample], folder: Path) -> None:
    """Write one JSON a document and the index of relations between them."""
    for sample in samples:
        _dump(folder / f"{sample.file.replace('/', '__')}.json", truth(sample))
    _dump(folder / "index.json", index(samples))


def index(samples: list[Sample]) -> dict[str, Any]:
    """What holds between documents: relations, look-alikes, duplicates, predecessor pairs."""
    relations = [
        {"source": one.file, "relation": cite.relation, "number": cite.number, "target": cite.target}
        for one in samples
        for cite in one.cites
        if cite.target
    ]
    return {
        "documents": [sample.file for sample in samples],
        "relations": relations,
        "duplicates": _pairs(samples, "duplicate_of"),
        "same_directive": _pairs(samples, "same_directive_as"),
        "look_alikes": _look_alikes(samples),
        "reconcile": _pairs(samples, "reconcile_with"),
        "merged": [
            {"predecessors": ["Lam Sơn Hạ", "Bạch Khê Thượng"], "successor": "Lam Khê", "from": "2025-07-01"}
        ],
    }


def _pairs(samples: list[Sample], option: str) -> list[list[str]]:
    return [[one.options[option], one.file] for one in samples if option in one.options]


def _look_alikes(samples: list[Sample]) -> list[dict[str, Any]]:
    """Documents of different bodies that carry the same number."""
    by_number: dict[str, dict[str, list[str]]] = {}
    for one in samples:
        if one.number and one.body and not one.draft:
            by_number.setdefault(one.number, {}).setdefault(one.body.id, []).append(one.file)
    return [
        {"number": number, "files": sorted(file for files in bodies.values() for file in files)}
        for number, bodies in sorted(by_number.items())
        if len(bodies) > 1
    ]


def _dump(path: Path, record: dict[str, Any]) -> None:
    path.write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
