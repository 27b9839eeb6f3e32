"""Other directives a document mentions, and how it mentions them.

Owns: finding citations (by number, by name of a law) and typing them by the words before them.
Must not: resolve them to held documents, or decide on validity.

Phrases: bases open with "Căn cứ"; "thay thế", "bãi bỏ", "sửa đổi, bổ sung", "hướng dẫn",
"thực hiện" … stand right before the kind of the cited act (Decree 30/2020/NĐ-CP App. I II.6;
Party practice after Regulation 66-QĐ/TW).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archivist import numbers
from archivist.authorities import kinds
from archivist.directive.dates import find_dates
from archivist.directive.pieces import QUOTE_LIMIT, fold_aligned
from archivist.extracted import Extracted
from archivist.model import Citation, Evidence, RelationKind

MOST = 300
"""Citations kept of one document; a list of repealed acts has at most a few hundred."""
TEXT_LIMIT = 120_000
"""Characters read for citations: what lies behind are annexes and forms."""

# Kinds as they stand before "số" in running text. Longest first.
_KIND_NAMES = (
    "nghị quyết liên tịch", "nghị quyết", "nghị định", "quyết định", "quy định", "quy chế", "chỉ thị", "kết luận",
    "thông tư liên tịch", "thông tư", "thông tri", "thông báo kết luận", "thông báo", "hướng dẫn", "kế hoạch",
    "chương trình hành động", "chương trình", "công văn", "công điện", "văn bản hợp nhất", "văn bản", "tờ trình",
    "báo cáo", "đề án", "pháp lệnh", "bộ luật", "luật", "lệnh", "sắc lệnh", "điều lệ", "giấy mời", "biên bản",
)  # fmt: skip
_KIND = "|".join(re.escape(name) for name in _KIND_NAMES)
_TOKEN = r"\d{1,5}(?:\.\d{1,2})?[a-zđ]?\s?[-/][^\s,;:()“”\"]{1,40}(?:\s?-\s?[A-ZĐ][A-ZĐa-z]{1,9})?"
_BY_NUMBER = re.compile(rf"\b[sS]ố\s*:?\s*(?P<num>{_TOKEN})")
_KIND_BEFORE = re.compile(rf"\b(?:{_KIND})\b", re.IGNORECASE)
# Further items of an enumeration: "số 12-QĐ/TU và số 15-QĐ/TU", "các Quyết định số 3, 5-QĐ/TU".
_LAW = re.compile(
    r"\b(?P<kind>Bộ luật|Luật|Pháp lệnh)\s+(?P<name>[A-ZĐÀ-Ỹ][^\d;:.()“”\n]{2,140}?)(?:,?\s+(?P<when>ngày\s|năm\s+\d{4}|số\s+\d)|(?=[;.,:\n]))"
)
_CONSTITUTION = re.compile(
    r"\bHiến pháp (?:nước Cộng hòa xã hội chủ nghĩa Việt Nam )?(?:năm )?\d{4}", re.IGNORECASE
)

_K = RelationKind
# The phrases relations are stated with, on folded text; longer ones first where they overlap.
_PHRASES: tuple[tuple[RelationKind, str, float], ...] = (
    (_K.REPLACES, r"thay the(?: cho)?|thay cho", 0.85),
    (_K.REPEALS, r"bai bo|huy bo|thu hoi", 0.85),
    (_K.AMENDS, r"sua doi,?(?: va)? bo sung|bo sung,? sua doi|sua doi|dieu chinh, bo sung", 0.8),
    (_K.SUSPENDS, r"dinh chi (?:thi hanh|viec)|tam dung|ngung hieu luc|tam ngung", 0.75),
    (_K.CORRECTS, r"dinh chinh", 0.85),
    (_K.CONSOLIDATES, r"hop nhat", 0.7),
    (
        _K.REPORTS_ON,
        r"(?:so ket|tong ket)[^.;]{0,30}?thuc hien|so ket|tong ket|bao cao ket qua thuc hien",
        0.8,
    ),
    (
        _K.GUIDES,
        r"huong dan(?: viec)?(?: thuc hien| thi hanh)?|quy dinh chi tiet(?: va huong dan)?(?: thi hanh)?",
        0.7,
    ),
    (_K.ATTACHES, r"ban hanh kem theo|kem theo", 0.75),
    (_K.ANSWERS, r"tra loi|phuc dap|tiep theo", 0.8),
    (_K.TRANSMITS, r"sao gui|gui kem", 0.7),
    (_K.CONCLUDES, r"ket luan tai", 0.7),
    (
        _K.IMPLEMENTS,
        r"(?:to chuc |trien khai )?(?:thuc hien|thi hanh)|trien khai|quan triet|cu the hoa",
        0.75,
    ),
    (_K.BASED_ON, r"can cu|chieu theo|tren co so", 0.9),
)
_ANY_PHRASE = re.compile("|".join(f"(?P<p{i}>{pattern})" for i, (_, pattern, _) in enumerate(_PHRASES)))
_EXPIRES = re.compile(r"(?:het|cham dut) hieu luc")
_REPLACED_BY = re.compile(
    r"(?:duoc|bi)\s+(?:thay the|sua doi|bo sung|bai bo)[^.;]{0,30}(?:boi|bang|tai|theo)\s*$|duoc sua doi[^;.]{0,60}$"
)
_THIS_ACT = re.compile(r"(?:nghi dinh|thong tu|quyet dinh|nghi quyet|quy dinh|luat|chi thi|quy che) nay")
# Parts right before the citation: "khoản 2 Điều 5 và Điều 7 của". Words are tested one by one,
# from the citation backwards: nested repetitions in a pattern would take exponential time.
_PART_WORDS = frozenset(
    [
        "điểm",
        "khoản",
        "điều",
        "mục",
        "chương",
        "phần",
        "phụ",
        "lục",
        "và",
        "của",
        "các",
        ",",
        "cụm",
        "từ",
        "tại",
        "đoạn",
        "tiết",
    ]
)
_PART_NAME = re.compile(r"^(?:\d{1,3}[a-zđ]?|[a-zđ]{1,2}|[IVXL]{1,6})[,;]?$")
_SOME_ARTICLES = re.compile(
    r"một số (?:điều|nội dung|điểm|khoản|quy định)[^,;]{0,40}(?:của\s+)?$", re.IGNORECASE
)
_OF = re.compile(r"[\s,]*(?:\([^)]*\)\s*)?của\s+")
# Words that cannot be part of the name of a body: it ends before them.
_AFTER_ISSUER = frozenset(
    [
        "về",
        "quy",
        "ngày",
        "số",
        "được",
        "đã",
        "có",
        "để",
        "trong",
        "hướng",
        "sửa",
        "bổ",
        "phê",
        "thực",
        "là",
        "này",
        "do",
        "khi",
        "theo",
        "tại",
        "trên",
        "đến",
        "từ",
        "cho",
        "với",
        "không",
        "còn",
        "quyết",
        "nêu",
        "bằng",
        "sau",
        "trước",
        "triển",
        "nhằm",
        "gồm",
        "hết",
        "thì",
        "bị",
        "sẽ",
        "phải",
    ]
)
_LONGEST_ISSUER = 16
"""Words."""
_SENTENCE_BREAK = re.compile(
    r"(?<=[.;:])\s+(?=[A-ZĐÀ-Ỹ\-+“\"])|\n\s*(?=[-+*]|\d{1,2}[.)]|[a-zđ]\)|Căn cứ|Điều\s|Khoản\s)"
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    page: int
    line: int


def read_citations(extracted: Extracted, own_key: str = "") -> tuple[Citation, ...]:
    """Citations in order of appearance, each act and relation once.

    Args:
        extracted: the document.
        own_key: key of the document's own number, which is no citation.
    """
    found: list[Citation] = []
    seen: set[tuple[str, str]] = set()
    for sentence in _sentences(extracted):
        for citation in _in_sentence(sentence):
            name = numbers.key(citation.number) if citation.number else fold_aligned(citation.cited_as)
            if (own_key and name == own_key) or (name, citation.kind.value) in seen:
                continue
            seen.add((name, citation.kind.value))
            found.append(citation)
            if len(found) >= MOST:
                return tuple(found)
    return tuple(found)


def _sentences(extracted: Extracted) -> Iterator[_Sentence]:
    """Sentences that can hold a citation; wrapped lines are closed up."""
    total = 0
    for page in extracted.pages:
        text = page.text[: TEXT_LIMIT - total]
        total += len(text)
        if not text:
            return
        position = line = 0
        for match in [*_SENTENCE_BREAK.finditer(text), None]:
            end = match.start() if match else len(text)
            part = text[position:end]
            first, line = line, line + part.count("\n")
            if "số" in part or "Luật" in part or "luật" in part or "Pháp lệnh" in part or "Số" in part:
                yield _Sentence(text=" ".join(part.split()), page=page.number, line=first + 1)
            if match is not None:
                line += match[0].count("\n")
                position = match.end()


def _in_sentence(sentence: _Sentence) -> Iterator[Citation]:
    taken: list[tuple[int, int]] = []
    carried_kind = ""
    text = sentence.text
    for match in _BY_NUMBER.finditer(text):
        parsed = _parse(match["num"])
        if parsed is None:
            continue
        kind, start = _kind_before(text, match.start())
        # "Quyết định số 12-QĐ/TU và số 15-QĐ/TU": the kind is named once for all.
        kind = kind or carried_kind
        carried_kind = kind
        taken.append((start, match.end()))
        yield _citation(sentence, start, match.end(), kind, parsed)
    for match in _LAW.finditer(text):
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        name = match["name"].strip(" ,")
        if len(name.split()) < 1 or (name.lower().startswith(("này", "sửa đổi")) and len(name.split()) < 4):
            continue
        yield _law(sentence, match, name)


def _kind_before(text: str, number_start: int) -> tuple[str, int]:
    """The kind named right before "số", and where the citation begins.

    The name of a law may stand between ("Luật Tổ chức chính quyền địa phương số 72/2025/QH15"),
    but no punctuation and no other figure.
    """
    begin = max(0, number_start - 130)
    window = text[begin:number_start]
    last = _last(_KIND_BEFORE, window)
    if last is None:
        return "", number_start
    gap = window[last.end() :].strip()
    named = last[0][:1].isupper() and last[0].lower() in ("luật", "bộ luật", "pháp lệnh")
    if gap and (not named or re.search(r"[\d;:.()]|\bnày\b", gap)):
        return "", number_start
    return last[0], begin + last.start()


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """The last match of `pattern` in `text`."""
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def _parse(token: str) -> numbers.DocumentNumber | None:
    token = token.rstrip(".,;:)]”\"'")
    return numbers.parse_number(token)


def _citation(
    sentence: _Sentence, start: int, end: int, kind_name: str, number: numbers.DocumentNumber
) -> Citation:
    text = sentence.text
    after = text[end : end + 160]
    dates = find_dates(after[:60])
    issued = dates[0].value if dates and dates[0].start < 12 else ""
    tail = after[dates[0].end :] if issued else after
    issuer, length = _issuer_after(tail)
    stop = end + (dates[0].end if issued else 0) + length
    relation, confidence = relation_before(text[:start], text[end:])
    return Citation(
        kind=relation,
        cited_as=text[start:stop].strip()[:QUOTE_LIMIT],
        number=number.normal,
        target_kind=_kind_code(kind_name, number),
        issuer=issuer,
        issued=issued,
        scope=_scope(text[:start]),
        evidence=_evidence(sentence, start, relation),
        confidence=confidence,
    )


def _issuer_after(text: str) -> tuple[str, int]:
    """The issuer named after "của", and how many characters that took."""
    match = _OF.match(text)
    if match is None:
        return "", 0
    end = match.end()
    words = list(re.finditer(r"[^\s,;:.()“”\"]+", text[end : end + 120]))
    last = 0
    for position, word in enumerate(words[:_LONGEST_ISSUER]):
        between = text[end + last : end + word.start()]
        if word[0] in _AFTER_ISSUER or (position and between.strip()):
            break
        # "ban hành" is a verb, "Ban Thường vụ" a body; "và" joins names only before a capital.
        following = words[position + 1][0] if position + 1 < len(words) else ""
        if word[0] == "ban" and following == "hành":
            break
        if word[0] == "và" and not following[:1].isupper():
            break
        last = word.end()
    name = text[end : end + last]
    return (name, end + last) if name[:1].isupper() else ("", 0)


def _law(sentence: _Sentence, match: re.Match[str], name: str) -> Citation:
    text = sentence.text
    after = text[match.start("when") if match["when"] else match.end() :]
    dates = find_dates(after[:40])
    issued = dates[0].value if dates and dates[0].start < 3 else ""
    if not issued and match["when"] and match["when"].startswith("năm"):
        issued = match["when"][-4:]
    relation, confidence = relation_before(text[: match.start()], after)
    kind = kinds.resolve_kind(match["kind"])
    return Citation(
        kind=relation,
        cited_as=f"{match['kind']} {name}",
        target_kind=kind[0].code if kind else "",
        issued=issued,
        scope=_scope(text[: match.start()]),
        evidence=_evidence(sentence, match.start(), relation),
        confidence=round(confidence - 0.15, 3),
    )


def _kind_code(kind_name: str, number: numbers.DocumentNumber) -> str:
    """Code of the cited kind: by its title, else by a symbol that stands for one kind only."""
    if kind_name:
        found = kinds.resolve_kind(kind_name)
        if found:
            return found[0].code
    named = kinds.kinds_for_symbol(number.kind_code, number.system) if number.kind_code else ()
    return named[0].code if len(named) == 1 else ""


def relation_before(before: str, after: str) -> tuple[RelationKind, float]:
    """The relation stated by the words around a citation.

    The phrase nearest before the citation decides; a phrase behind it only for "… hết hiệu
    lực", which Vietnamese puts after its subject.
    """
    opening = fold_aligned(before[:14]).lstrip(" -+*•")
    if opening.startswith(("can cu", "chieu theo")) and ";" not in before:
        return RelationKind.BASED_ON, 0.92
    window = fold_aligned(before[-160:])
    if (
        "hiệu lực" in after[:200]
        and _EXPIRES.search(fold_aligned(after[:200]))
        and not _THIS_ACT.search(window[-40:])
    ):
        return RelationKind.REPEALS, 0.75
    if _REPLACED_BY.search(window):
        # "Luật X được sửa đổi, bổ sung bởi Luật số Y": a fact about X, not what this act does.
        return RelationKind.CITES, 0.7
    for match in reversed(list(_ANY_PHRASE.finditer(window))):
        kind, _, confidence = _PHRASES[int(str(match.lastgroup)[1:])]
        distance = len(window) - match.end()
        if distance <= _reach(kind):
            return kind, round(confidence - 0.1 * (distance > 40), 3)
    return RelationKind.CITES, 0.6


def _reach(kind: RelationKind) -> int:
    """How many characters may stand between phrase and citation (parts, kind, enumeration)."""
    wide = (RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.AMENDS)
    return 120 if kind in wide else 45


def _scope(before: str) -> str:
    tail = before[-160:]
    some = _SOME_ARTICLES.search(tail)
    if some is not None:
        return some[0].removesuffix("của ").strip()
    words = tail.split()
    start = len(words)
    while start and _is_part(words[start - 1]):
        start -= 1
    scope = " ".join(words[start:]).strip(" ,")
    scope = re.sub(r"^(?:và|của|các|tại|,)\s+|\s*(?:của|tại|các)$", "", scope).strip(" ,")
    return scope if any(char.isdigit() for char in scope) or "phụ lục" in scope.lower() else ""


def _is_part(word: str) -> bool:
    return word.lower().strip(",;") in _PART_WORDS or bool(_PART_NAME.match(word))


def _evidence(sentence: _Sentence, start: int, relation: RelationKind) -> Evidence:
    begin = max(0, min(start - 140, len(sentence.text) - QUOTE_LIMIT))
    return Evidence(
        source="page",
        page=sentence.page,
        line=sentence.line,
        quote=sentence.text[begin : begin + QUOTE_LIMIT],
        rule=f"citation:{relation.value}",
    )
