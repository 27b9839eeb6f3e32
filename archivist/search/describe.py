"""A query in words, for ``--explain``.

Owns: the wording in Vietnamese and English. Must not: evaluate anything.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final, assert_never

from archivist.authorities.kinds import kind_by_code
from archivist.search.abbreviations import long_forms, other_form_at
from archivist.search.analysis import pairs
from archivist.search.fields import VALUES, Field, plain
from archivist.search.nodes import (
    And,
    Dates,
    Everything,
    Fuzzy,
    Issuer,
    Like,
    Members,
    Node,
    Not,
    Number,
    Or,
    Pattern,
    Phrase,
    Prefix,
    Query,
    Value,
    Word,
    Words,
)

_EN: Final = {
    "all": "every document",
    "and": " and ",
    "or": " or ",
    "not": "not ({})",
    "word": "the word “{}”",
    "marked": " (with these diacritics first)",
    "words": "the words “{}” (side by side first)",
    "also": " (also {})",
    "prefix": "words beginning with “{}”",
    "pattern": "words of the form “{}”",
    "fuzzy": "words like “{}” (up to {} letters differ)",
    "has": "has: {}",
    "phrase": "the phrase “{}”",
    "near": "the words “{}” in this order, at most {} apart",
    "number": "the number {} (the document itself first, then those that mention it)",
    "own": "the document numbered {}",
    "cites": "documents that mention {}",
    "issuer": "issued by {}",
    "names": " (by name; not in the list of bodies)",
    "like": "documents like “{}”",
    "between": "{} from {} to {}",
    "on": "{} on {}",
    "mentioned": " or naming that day",
    "since": "{} from {} on",
    "until": "{} up to {}",
    "in": "{} in the {}",
    "value": "{} is {}",
}
_VI: Final = {
    "all": "mọi văn bản",
    "and": " và ",
    "or": " hoặc ",
    "not": "không phải ({})",
    "word": "từ “{}”",
    "marked": " (ưu tiên đúng dấu)",
    "words": "các từ “{}” (ưu tiên đứng liền nhau)",
    "also": " (cả {})",
    "prefix": "từ bắt đầu bằng “{}”",
    "pattern": "từ có dạng “{}”",
    "fuzzy": "từ gần giống “{}” (khác nhau không quá {} chữ cái)",
    "has": "có {}",
    "phrase": "cụm từ “{}”",
    "near": "các từ “{}” theo thứ tự này, cách nhau không quá {}",
    "number": "số hiệu {} (văn bản mang số ấy trước, rồi văn bản nhắc đến nó)",
    "own": "văn bản số {}",
    "cites": "văn bản nhắc đến {}",
    "issuer": "do {} ban hành",
    "names": " (theo tên; không có trong danh mục cơ quan)",
    "like": "văn bản giống “{}”",
    "between": "{} từ {} đến {}",
    "on": "{} ngày {}",
    "mentioned": " hoặc có nhắc đến ngày ấy",
    "since": "{} từ {} trở đi",
    "until": "{} đến hết {}",
    "in": "{} trong {}",
    "value": "{} là {}",
}
_FIELDS_EN: Final = {Field.DATE: "issued", Field.FILED: "filed"}
_FIELDS_VI: Final = {
    Field.DATE: "ban hành",
    Field.FILED: "lưu",
    Field.SUBJECT: "trích yếu",
    Field.SIGNATORY: "người ký",
    Field.PLACE: "địa danh",
    Field.KIND: "loại",
    Field.LEVEL: "cấp",
    Field.LANGUAGE: "ngôn ngữ",
    Field.CLASS: "lĩnh vực",
    Field.SYSTEM: "hệ thống",
    Field.SIGNED: "chữ ký số",
    Field.STATUS: "hiệu lực",
    Field.ARRIVAL: "số đến",
    Field.FONDS: "phông",
    Field.ID: "mã",
}


_VALUES_VI: Final[dict[Field, dict[str, str]]] = {
    Field.LEVEL: {"central": "trung ương", "provincial": "tỉnh", "district": "huyện", "commune": "xã"},
    Field.SYSTEM: {"party": "Đảng", "state": "Nhà nước", "front": "Mặt trận", "foreign": "nước ngoài"},
    Field.SIGNED: {
        "valid": "hợp lệ",
        "invalid": "không hợp lệ",
        "untrusted": "chưa tin cậy",
        "not-checked": "chưa kiểm tra",
        "none": "không có",
    },
    Field.STATUS: {
        "in-force": "còn hiệu lực",
        "partly": "hết hiệu lực một phần",
        "suspended": "tạm ngưng hiệu lực",
        "expired": "hết hiệu lực",
        "not-yet": "chưa có hiệu lực",
        "draft": "dự thảo",
        "unknown": "không rõ",
    },
    Field.LANGUAGE: {
        "vi": "tiếng Việt",
        "en": "tiếng Anh",
        "de": "tiếng Đức",
        "nb": "tiếng Na Uy",
        "he": "tiếng Do Thái",
        "fr": "tiếng Pháp",
        "und": "không rõ",
    },
    Field.HAS: {
        "number": "số, ký hiệu",
        "date": "ngày ban hành",
        "issuer": "cơ quan ban hành",
        "kind": "tên loại",
        "subject": "trích yếu",
        "signatory": "người ký",
        "place": "địa danh",
        "text": "nội dung",
        "signature": "chữ ký số",
        "attachment": "tệp đính kèm",
        "citation": "viện dẫn",
    },
}


def value_in_vietnamese(field: Field, code: str) -> str:
    """What people call a stored value; as it is stored where they have no other word."""
    return _VALUES_VI.get(field, {}).get(code, code)


def describe(query: Query, language: str = "en") -> str:
    """The query in words, in ``"vi"`` or ``"en"``."""
    vietnamese = language.startswith("vi")
    return (_Vietnamese() if vietnamese else _Words(_EN, _FIELDS_EN)).say(query.root)


class _Words:
    def __init__(self, words: dict[str, str], fields: dict[Field, str]) -> None:
        self._words = words
        self._fields = fields

    def _day(self, day: dt.date) -> str:
        return day.isoformat()

    def _value(self, field: Field, value: str) -> str:
        """A stored value as people say it."""
        kind = kind_by_code(value) if field is Field.KIND else None
        return kind.title if kind is not None else value

    def _values(self, field: Field, text: str, values: Sequence[str]) -> str:
        """What was typed, and what it means where that is something else."""
        known = VALUES.get(field, {})
        # Norwegian is stored under several codes.
        meant = dict.fromkeys(self._value(field, known.get(value, value)) for value in values)
        others = [value for value in meant if plain(value) != plain(text)]
        return text + (f" ({', '.join(others)})" if others else "")

    def _within(self, text: str, field: Field) -> str:
        return text if field is Field.ANY else self._words["in"].format(text, self._name(field))

    def _name(self, field: Field) -> str:
        return self._fields.get(field, str(field))

    def say(self, node: Node) -> str:
        """One node in words."""
        words = self._words
        match node:
            case Everything():
                return words["all"]
            case Word(text=text, field=field):
                marked = words["marked"] if any(f != e for f, e in pairs(text)) else ""
                return self._within(words["word"].format(text) + marked + self._also([node]), field)
            case Words(words=inside):
                text = " ".join(word.text for word in inside)
                return self._within(words["words"].format(text) + self._also(inside), inside[0].field)
            case Prefix(text=text, field=field):
                return self._within(words["prefix"].format(text), field)
            case Pattern(text=text, field=field):
                return self._within(words["pattern"].format(text), field)
            case Fuzzy(text=text, field=field, distance=distance):
                return self._within(words["fuzzy"].format(text, distance), field)
            case Phrase(text=text, field=field, slop=slop):
                said = words["phrase"].format(text) if slop == 1 else words["near"].format(text, slop - 1)
                return self._within(said, field)
            case Number(text=text, field=field):
                name = {Field.NUMBER: "own", Field.CITES: "cites"}.get(field, "number")
                return words[name].format(text)
            case Issuer(text=text, ids=ids):
                return words["issuer"].format(text) + ("" if ids else words["names"])
            case Members(field=field, text=text):
                values = [VALUES.get(field, {}).get(plain(text), text)]
                return words["value"].format(self._name(field), self._values(field, text, values))
            case Value(field=Field.HAS, values=values):
                return words["has"].format(", ".join(self._value(Field.HAS, value) for value in values))
            case Value(field=field, text=text, values=values):
                return words["value"].format(self._name(field), self._values(field, text, values))
            case Dates():
                return self._dates(node)
            case Like(text=text):
                return words["like"].format(text)
            case And(children=children):
                return words["and"].join(self._bracketed(child) for child in children)
            case Or(children=children):
                return words["or"].join(self._bracketed(child) for child in children)
            case Not(child=child):
                return words["not"].format(self.say(child))
            case _:
                assert_never(node)

    def _also(self, inside: Sequence[Word]) -> str:
        """Other spellings and long forms that are found too."""
        others = [other for word in inside for other in (*word.also, *long_forms(word.text))]
        typed = [word.text for word in inside]
        for at in range(len(typed)):
            others += other_form_at(typed[at:])[1]
        said = ", ".join(f"“{other}”" for other in dict.fromkeys(others))
        return self._words["also"].format(said) if said else ""

    def _bracketed(self, node: Node) -> str:
        return f"({self.say(node)})" if isinstance(node, And | Or) else self.say(node)

    def _dates(self, node: Dates) -> str:
        name = self._name(node.field)
        if node.since is not None and node.since == node.until:
            mentioned = self._words["mentioned"] if node.mentioned else ""
            return self._words["on"].format(name, self._day(node.since)) + mentioned
        if node.since is not None and node.until is not None:
            return self._words["between"].format(name, self._day(node.since), self._day(node.until))
        if node.since is not None:
            return self._words["since"].format(name, self._day(node.since))
        if node.until is not None:
            return self._words["until"].format(name, self._day(node.until))
        return self._words["all"]


class _Vietnamese(_Words):
    def __init__(self) -> None:
        super().__init__(_VI, _FIELDS_VI)

    def _day(self, day: dt.date) -> str:
        return f"{day:%d/%m/}{day.year:04d}"

    def _value(self, field: Field, value: str) -> str:
        return _VALUES_VI.get(field, {}).get(value) or super()._value(field, value)
