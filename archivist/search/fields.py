"""Names a user may write before a colon, and the closed sets of values behind some of them.

Owns: field names in Vietnamese and English. Must not: parse a query or know an engine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from archivist.model import Level, Signed, System, Validity
from archivist.quickenum import StrEnum
from archivist.text import fold


class Field(StrEnum):
    """What a query can ask about."""

    ANY = "any"
    NUMBER = "number"
    CITES = "cites"
    ISSUER = "issuer"
    KIND = "kind"
    SUBJECT = "subject"
    SIGNATORY = "signatory"
    PLACE = "place"
    LEVEL = "level"
    LANGUAGE = "language"
    CLASS = "class"
    SYSTEM = "system"
    SIGNED = "signed"
    STATUS = "status"
    ARRIVAL = "arrival"
    FONDS = "fonds"
    HAS = "has"
    DATE = "date"
    BEFORE = "before"
    AFTER = "after"
    SINCE = "since"
    UNTIL = "until"
    FILED = "filed"
    ID = "id"


TEXT_FIELDS: Final = frozenset({Field.ANY, Field.SUBJECT, Field.SIGNATORY, Field.PLACE})
"""Fields searched word by word; the others take one value."""

LOOKED_UP: Final = frozenset({Field.STATUS, Field.FONDS, Field.ARRIVAL})
"""Fields no index holds: the archive is asked which documents have the value (`members`)."""

_NAMES: Final[Mapping[Field, str]] = {
    Field.NUMBER: "number no so sohieu sokyhieu",
    Field.CITES: "cites dan vien vienden viendan cancu nhacden",
    Field.ISSUER: "issuer from coquan cqbh banhanh noibanhanh",
    Field.KIND: "kind type loai theloai loaivanban",
    Field.SUBJECT: "subject title trichyeu tieude veviec",
    Field.SIGNATORY: "signatory signer nguoiky ky",
    Field.PLACE: "place diadanh noi",
    Field.LEVEL: "level cap",
    Field.LANGUAGE: "language lang ngonngu",
    Field.CLASS: "class linhvuc phanloai",
    Field.SYSTEM: "system hethong khoi",
    Field.SIGNED: "signed chuky chukyso kyso",
    Field.STATUS: "status tinhtrang hieuluc",
    Field.ARRIVAL: "arrival soden",
    Field.FONDS: "fonds phong phongluutru",
    Field.HAS: "has co",
    Field.DATE: "date issued ngay nam thoigian",
    Field.BEFORE: "before truoc",
    Field.AFTER: "after sau",
    Field.SINCE: "since tu tungay",
    Field.UNTIL: "until den denngay",
    Field.FILED: "filed ngayluu luu",
    Field.ID: "id ma",
}
_FIELDS: Final = {name: field for field, names in _NAMES.items() for name in names.split()}

_LEVELS: Final = {
    Level.CENTRAL: "central trunguong tw",
    Level.PROVINCIAL: "provincial province tinh captinh",
    Level.DISTRICT: "district huyen caphuyen",
    Level.COMMUNE: "commune xa capxa phuong",
}
_SYSTEMS: Final = {
    System.PARTY: "party dang",
    System.STATE: "state nhanuoc chinhquyen",
    System.FRONT: "front mattran doanthe",
    System.FOREIGN: "foreign nuocngoai",
}
_SIGNED: Final = {
    Signed.VALID: "valid hople",
    Signed.INVALID: "invalid khonghople",
    Signed.UNTRUSTED: "untrusted khongtincay chuatincay",
    Signed.NOT_CHECKED: "notchecked unchecked chuakiemtra",
    Signed.NONE: "none no khong khongco",
}
_STATUS: Final = {
    Validity.IN_FORCE: "inforce valid conhieuluc cohieuluc hieuluc",
    Validity.PARTLY: "partly amended hethieulucmotphan motphan suadoi",
    Validity.SUSPENDED: "suspended tamngung ngunghieuluc tamngunghieuluc tamdinhchi",
    Validity.EXPIRED: "expired invalid hethieuluc hethieuluctoanbo",
    Validity.NOT_YET: "notyet chuacohieuluc chuahieuluc",
    Validity.DRAFT: "draft duthao",
    Validity.UNKNOWN: "unknown khongro chuaro",
}
_LANGUAGES: Final = {
    "vi": "vi vietnamese viet tiengviet",
    "en": "en english anh tienganh",
    "de": "de german deutsch duc tiengduc",
    "nb": "no nb nn norwegian norsk nauy tiengnauy",
    "he": "he hebrew dothai tiengdothai",
    "fr": "fr french phap tiengphap",
    "und": "und unknown khongro",
}
HAS: Final = {
    "number": "number so sohieu sokyhieu",
    "date": "date ngay ngaybanhanh",
    "issuer": "issuer coquan",
    "kind": "kind loai theloai",
    "subject": "subject trichyeu",
    "signatory": "signatory nguoiky",
    "place": "place diadanh",
    "text": "text noidung vanban chu",
    "signature": "signature chuky chukyso kyso",
    "attachment": "attachment attachments dinhkem tepdinhkem phuluc",
    "citation": "citation citations viendan cancu",
}
"""What a document may have or lack → what a user may write."""
VALUES: Final[Mapping[Field, Mapping[str, str]]] = {
    Field.LEVEL: {name: str(level) for level, names in _LEVELS.items() for name in names.split()},
    Field.SYSTEM: {name: str(system) for system, names in _SYSTEMS.items() for name in names.split()},
    Field.SIGNED: {name: str(signed) for signed, names in _SIGNED.items() for name in names.split()},
    Field.STATUS: {name: str(validity) for validity, names in _STATUS.items() for name in names.split()},
    Field.HAS: {name: thing for thing, names in HAS.items() for name in names.split()},
    Field.LANGUAGE: {name: code for code, names in _LANGUAGES.items() for name in names.split()},
}
"""Fields with a closed set: what a user may write → stored value."""


def plain(name: str) -> str:
    """Name without diacritics, case, blanks, hyphens and underscores."""
    return re.sub(r"[\s_-]", "", fold(name))


def field_named(name: str) -> Field | None:
    """Field a user means by the word before a colon."""
    return _FIELDS.get(plain(name))


def nearest_field(name: str) -> str | None:
    """Known field name nearest to a mistyped one."""
    import difflib

    near = difflib.get_close_matches(plain(name), _FIELDS, n=1, cutoff=0.6)
    return str(_FIELDS[near[0]]) if near else None


def field_names() -> Mapping[Field, tuple[str, ...]]:
    """Every name of every field, for documentation and completion."""
    return {field: tuple(names.split()) for field, names in _NAMES.items()}
