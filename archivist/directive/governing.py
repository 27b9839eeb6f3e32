"""How an act is meant that a sentence names: which verb governs it, and whose verb that is.

Owns: typing a mention by the words around it.
Must not: find mentions, or decide on validity.

A false "replaces" or "repeals" would put a valid directive out of force, a missed one is only a
mention more to look at. So a change of another act is believed only where the sentence itself
makes it: the verb opens the clause ("Bãi bỏ …", "Điều 1. Sửa đổi, bổ sung …") or has this act as
its subject ("Quy định này … thay thế …"), and the act named is its object. Only the issuing body
or a higher one can do so, and it must say so expressly (relations, rule 4). Tasks ("tham mưu sửa
đổi …"), titles of other acts ("Nghị định số X sửa đổi Nghị định số Y") and passives stay `cites`.

What the document implements, guides or reports on is said in its opening or of "this" act; below
that it speaks of what others do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archivist.directive.mentions import Mention
from archivist.directive.sentences import MARKER, Sentence
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import RelationKind

_K = RelationKind
_KINDS = (
    "nghi quyet|nghi dinh|quyet dinh|quy dinh|quy che|chi thi|ket luan|thong tu|thong tri|thong bao|huong dan"
    "|ke hoach|chuong trinh|cong van|van ban|luat|bo luat|phap lenh|lenh|dieu le"
)
_VERB = r"(?:sua doi|bo sung|thay the(?: cho)?|thay cho|bai bo|huy bo|huy|thu hoi|dinh chinh|dieu chinh)"
_CHANGE = late_pattern(
    rf"\b(?:(?P<amends>(?:sua doi|bo sung|dieu chinh)(?:(?:,| va|, va)? {_VERB}){{0,5}})"
    rf"|(?P<replaces>thay the(?: cho)?|thay cho)"
    rf"|(?P<repeals>(?:bai bo|huy bo|thu hoi)(?:(?:,| va|, va)? (?:bai bo|huy bo|thay the)){{0,2}}|cham dut hieu luc(?: thi hanh)?(?: cua| doi voi)?)"
    rf"|(?P<suspends>(?:tam )?dinh chi(?: viec)?(?: thi hanh| thuc hien| ap dung)?|(?:tam dung|(?:tam )?ngung)(?: viec)? (?:thi hanh|thuc hien|ap dung)"
    rf"|(?:tam )?ngung hieu luc(?: thi hanh)?)"
    rf"|(?P<corrects>dinh chinh)"
    rf"|(?P<consolidates>hop nhat))\b"
)
_CONFIDENCE = {
    _K.REPLACES: 0.88, _K.REPEALS: 0.88, _K.AMENDS: 0.86, _K.SUSPENDS: 0.8, _K.CORRECTS: 0.86, _K.CONSOLIDATES: 0.75,
}  # fmt: skip
_THIS = late_pattern(rf"\b(?:{_KINDS}) nay\b")
# Somebody is asked, planned or not yet able to do it: a task, a wish, a condition, a denial.
_INTENT = late_pattern(
    r"\b(?:tham mưu|đề nghị|đề xuất|kiến nghị|nghiên cứu|xem xét|rà soát|(?<!chương )(?<!công )(?<!quy )(?<!quá )trình|xây dựng"
    r"|dự thảo|soạn thảo|dự án|phải|cần|sẽ|chưa|không|nếu|khi|trường hợp|trước|có thể|được|bị|giao cho|giao các|yêu cầu|chuẩn bị)\b"
)
# "Theo đề nghị của Cục trưởng Cục A, Bộ trưởng ban hành …": how an act opens, no task.
_AT_REQUEST = late_pattern(r"^(?:xét |theo )(?:đề nghị|yêu cầu|ý kiến) của [^;:,]{2,160}(?:,|;)")
# What may stand before the verb when nothing else does: "Về việc bãi bỏ …", "Nay bãi bỏ …".
_BARE_PREFIX = late_pattern(
    rf"^(?:(?:{_KINDS})\s*:?\s*)?(?:(?:ve\s+)?viec\b|v/v|ve|nay|dong thoi|va|thong nhat|dong y|quyet dinh|quyet nghi|ban hanh"
    rf"|hieu luc thi hanh|dieu khoan thi hanh|huong dan|toan van)?[\s:.,]*$"
)
# A suspension is often made by a notice, whose sentence names the body: "Ban Thường vụ Tỉnh ủy thông báo tạm dừng …".
_DECLARED = late_pattern(
    r"^(?:ban|tinh uy|thanh uy|dang uy|huyen uy|quan uy|thuong truc|uy ban|hoi dong|chu tich|bo|quoc hoi|chinh phu|thu tuong|van phong|so)\b"
    r"(?:(?! da\b)[^,;:.]){0,60}? (?:quyet dinh|thong bao|thong nhat|dong y)(?: cho)?$"
)
# Right after "này": what an act says of itself before the verb.
_SELF = late_pattern(
    r"^\s*(?:$|,|va\b|dong thoi|thay|bai|co hieu luc|co gia tri|duoc (?:ban hanh|ap dung|thuc hien|pho bien)|ap dung|ke tu|thi hanh)"
)
# "Quốc hội ban hành Luật sửa đổi, bổ sung …": the formula an act opens with.
_ENACTING = late_pattern(
    r"(?:quoc hoi|uy ban thuong vu quoc hoi|chinh phu|thu tuong chinh phu|bo truong [^,;:.]{2,60}?) ban hanh"
    r" (?:luat|phap lenh|nghi quyet|nghi dinh|quyet dinh|thong tu)(?: ve)?(?: viec)?\s+"
)
_SAID_OF_ITSELF = late_pattern(r"\bđược (?:ban hành|áp dụng|thực hiện|phổ biến)\b")
_LONGEST_CLAUSE = 700
"""Characters between the verb's clause and the act."""
# The object is another one: "bằng N", "theo quy định tại N", "trái với N".
_ANOTHER_OBJECT = late_pattern(
    r"\b(?:bằng|bởi|trái với|phù hợp|căn cứ|nhằm|để|như|so với|thay vì|trừ|ngoài|cho đến khi|thống nhất với"
    r"|theo(?= (?:quy định|hướng dẫn|yêu cầu|nội dung|tinh thần|nghị|thông|quyết|chỉ thị|kết luận|kế hoạch|luật)))\b"
    r"|\b(?<!kèm )theo\s*$|[;:]|\bnày\b"
)
# What can be changed: the act, its parts, or a text issued with it ("Quy chế … ban hành kèm theo N").
_OBJECT = late_pattern(
    r"\s*(?:(?:cho|toan bo|mot phan|cac|nhung|mot so|doi voi|bo sung|vao|hieu luc|viec thi hanh|noi dung (?=tai|cua|diem|khoan|dieu))\s+)*"
    rf"(?:$|(?:diem|khoan|dieu|muc|chuong|phan|phu luc|phu bieu|tiet|doan|bang|bieu mau|mau|bieu|cua|tai|noi dung,?\s*(?:cua\s*|tai\s*)?$|{_KINDS})\b"
    r"|(?=.*\b(?:ban hanh|kem) (?:kem )?theo\s*$)"
    r"|(?:van de|quy trinh|thu tuc|danh muc|noi dung|loi|sai sot)\b[^,]{0,80}(?:cua|tai)\s+(?:cac\s+)?$)"
)
_QUOTED = late_pattern(r"[“\"][^”\"]{0,600}[”\"]")
_WORDS_CHANGED = late_pattern(r"(?:một số |các )?(?:cụm từ|từ ngữ|từ|số|tên)\b")
_PASSIVE = late_pattern(
    rf"\b(?:duoc|bi|da|do)\b[^.;()]{{0,60}}?\b{_VERB}(?:(?:,| va|, va)? {_VERB}){{0,3}}[^.;]{{0,60}}?\b(?:boi|bang|tai|theo)\b[^.;]{{0,40}}$"
)
_ENDS = late_pattern(r"\b(?:deu |se )?(?:het|cham dut) hieu luc\b")
_PAUSES = late_pattern(r"\b(?:deu |se |bi )?(?:tam )?ngung hieu luc\b")
_CONDITIONAL = late_pattern(r"(?: thi hanh)?,? (?:cung (?:thoi diem|luc|ngay)|khi|den khi|neu|sau khi)\b")
_BY_THIS = late_pattern(
    rf"^[^.;:]{{0,120}}?\b(?:duoc|bi)\s+(?P<verb>thay the|bai bo|huy bo|sua doi(?:, bo sung)?)\s+(?:boi|bang)\s+(?:{_KINDS}) nay\b"
)
_ACTS_IN = late_pattern(
    r"^(?:(?:ke )?tu ngay[^,;]{0,60},\s*)?(?:(?:cac|nhung|toan bo|mot so|cac (?:van ban|quy dinh))\s+)?"
    r"(?:(?:diem|khoan|dieu|muc|chuong|phan|phu luc|va|cua|tai|,|[a-z]{1,2}|[ivx]{1,5}|\d{1,3}[a-z]?),?\s+){0,24}$"
)

# What the opening says of the document itself; longer ones first.
_ACTING = (
    r"(?:(?:tiep tuc|tap trung|to chuc|day manh|trien khai|quan triet|nghien cuu|hoc tap|phat dong|cu the hoa|thuc hien|thi hanh|viec)"
    r"(?:, va | va |, | ))*(?:trien khai|quan triet|cu the hoa|thuc hien|thi hanh)\b"
)
_IMPLEMENTS = late_pattern(_ACTING)
_REPORTS = late_pattern(
    r"\b(?:bao cao|ket qua|so ket|tong ket|danh gia|kiem tra|giam sat|kiem diem|tinh hinh|tien do)\b[^;:]{0,90}?"
    r"\b(?:thuc hien|trien khai|thi hanh|quan triet)\b|\b(?:so ket|tong ket)\b"
)
_GUIDES = late_pattern(
    r"\b(?:huong dan(?: bo sung)?(?: mot so (?:noi dung|dieu|diem|van de))?(?:,? (?:cua|ve|viec|to chuc|trong|de)){0,3}"
    r"(?: trien khai)? ?(?:thuc hien|thi hanh|ap dung)"
    r"|quy dinh (?:chi tiet|cu the)(?:(?:,| va)? (?:huong dan|thi hanh|bien phap(?: de to chuc)?|to chuc|viec))*)\b"
)
_ANSWERS = late_pattern(r"^(?:tra loi|phuc dap|tiep theo)\b")
_BASES = late_pattern(r"^(?:can cu(?: vao)?|chieu theo|tren co so)\b")
_ATTACHED = late_pattern(r"(?:^|\()\s*(?:ban hanh )?kem theo\s+(?:cac\s+)?$")
_SENT = late_pattern(
    r"\b(?:sao gui|gui kem(?: theo)?|sao luc|xin gui|xin chuyen|chuyen(?: tiep)?)\b[^;:]{0,60}$"
)
_CONCLUDES = late_pattern(r"^(?:thong bao )?ket luan (?:ve|doi voi|viec thuc hien)\b")
# Before "thực hiện" in an opening: the document's own kind, or words of purpose.
_OWN_ACT = late_pattern(
    rf"(?:^|\b(?:{_KINDS}|hanh dong|phuong an|de an|noi dung))\s*(?:de|nham|ve|ve viec|v/v|viec|ve viec tiep tuc|de tiep tuc)?\s*$"
)
_NOT_OBJECT = late_pattern(r"[;:]|\b(?:như|bằng|trừ|ngoài)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Governed:
    """How a mention is meant.

    Attributes:
        kind: the relation.
        confidence: 0.0 to 1.0.
        gap: folded words between verb and mention; what they name is the part concerned.
        gap_start: offset of the gap in the sentence.
    """

    kind: RelationKind
    confidence: float
    gap: str = ""
    gap_start: int = 0


MENTIONED = Governed(kind=RelationKind.CITES, confidence=0.6)


def govern(
    sentence: Sentence, mentions: Sequence[Mention], listed: RelationKind | None = None
) -> tuple[Governed, ...]:
    """How each of `mentions` is meant.

    Args:
        sentence: where they stand.
        mentions: in order.
        listed: the relation a list head ("Bãi bỏ các văn bản sau:") states for its items.
    """
    found: list[Governed] = []
    ended = _ended(sentence, mentions)
    for position, mention in enumerate(mentions):
        previous = mentions[position - 1] if position else None
        if previous is None:
            found.append(_first(sentence, mention, listed, ended=ended))
            continue
        before = found[-1]
        if mention.chained or _loosely_chained(sentence, previous, mention, before):
            drop = 0.0 if mention.chained else 0.1
            found.append(
                Governed(
                    kind=before.kind,
                    confidence=round(before.confidence - drop, 3),
                    gap="",
                    gap_start=mention.start,
                )
            )
            continue
        found.append(_later(sentence, previous, mention, before.kind))
    return tuple(found)


def _first(
    sentence: Sentence,
    mention: Mention,
    listed: RelationKind | None,
    *,
    ended: RelationKind | None,
) -> Governed:
    folded = sentence.folded
    after = _BY_THIS.match(folded[mention.end : mention.end + 240])
    own_start = bool(_ACTS_IN.match(folded[sentence.body : mention.start].lstrip()))
    if after is not None and own_start:
        kind = {"t": _K.REPLACES, "b": _K.REPEALS, "h": _K.REPEALS, "s": _K.AMENDS}[after["verb"][0]]
        return Governed(kind=kind, confidence=0.85, gap_start=mention.start)
    if ended is not None and own_start:
        return _in_gap(ended, 0.85, folded, sentence.body, mention.start)
    if listed is not None and own_start:
        return _in_gap(listed, 0.8, folded, sentence.body, mention.start)
    start = _clause_start(folded, sentence.body, mention.start)
    return _clause(sentence, start, mention, fresh=start == sentence.body)


def _later(
    sentence: Sentence, previous: Mention, mention: Mention, before: RelationKind = _K.CITES
) -> Governed:
    """A mention behind another one: part of that one's title unless a new clause begins."""
    folded = sentence.folded
    start = _clause_start(folded, previous.end, mention.start)
    if start > previous.end:
        return _clause(sentence, start, mention, fresh=True)
    tail = folded[previous.end : mention.start]
    # "… và thay thế N2": a second verb of this act, when this act is the subject.
    joined = re.search(r"(?:,|\bva\b|\bdong thoi\b)\s*(?=(?:thay the|bai bo|huy bo)\b)", tail)
    if joined is None:
        return MENTIONED
    if before in _CONFIDENCE and not tail[: joined.start()].strip():
        # "Bãi bỏ N1 và thay thế N2": right behind the first act no title can stand between.
        return _change(sentence, previous.end + joined.end(), mention.start, 0.08) or MENTIONED
    begin = max(sentence.body, previous.start - _LONGEST_CLAUSE)
    this = _THIS.search(folded, begin, previous.start)
    if this is not None and not _INTENT.search(sentence.lower[this.end() : previous.start]):
        return _change(sentence, previous.end + joined.end(), mention.start, 0.08) or MENTIONED
    return MENTIONED


def _clause_start(folded: str, begin: int, end: int) -> int:
    """Where the clause begins that ends at `end`: after the last ";" or ":" outside quotes."""
    text = _blank_quotes(folded[begin:end])
    cut = max(text.rfind(";"), text.rfind(":"))
    if cut < 0:
        return begin
    start = begin + cut + 1
    mark = MARKER.match(folded[start:end].lstrip())
    blanks = len(folded[start:end]) - len(folded[start:end].lstrip())
    return start + blanks + (mark.end() if mark else 0)


def _blank_quotes(text: str) -> str:
    """`text` with quoted words blanked out, length kept: a verb in them is not this act's."""
    if "“" not in text and '"' not in text:
        return text
    return _QUOTED.sub(lambda match: "“" + "_" * (len(match[0]) - 2) + "”", text)


def _clause(sentence: Sentence, start: int, mention: Mention, *, fresh: bool) -> Governed:
    """The verb of the clause that begins at `start`, if it governs the mention."""
    folded = sentence.folded
    clause = _blank_quotes(folded[start : mention.start])
    if _PASSIVE.search(clause[-200:]):
        # "Luật X được sửa đổi, bổ sung bởi Luật số Y": a fact about X, not what this act does.
        return Governed(kind=_K.CITES, confidence=0.7)
    if _ATTACHED.search(clause) and (sentence.opening or not clause.lstrip(" (").startswith("quy")):
        return Governed(kind=_K.ATTACHES, confidence=0.8)
    if sentence.opening and fresh:
        stated = _opening(clause, sentence.lower[start : mention.start])
        if stated is not None:
            return stated
    changed = _change(sentence, start, mention.start, 0.0)
    if changed is not None:
        return changed
    return _of_this(clause) or MENTIONED


def _opening(clause: str, lower: str) -> Governed | None:
    """What the opening of a document says it does with the act named behind `clause`."""
    skip = len(clause) - len(clause.lstrip())
    text, lower = clause.strip(), lower[skip:]
    if _BASES.match(text):
        return Governed(kind=_K.BASED_ON, confidence=0.92)
    if _ANSWERS.match(text) and len(text) <= 90:
        return Governed(kind=_K.ANSWERS, confidence=0.85)
    if _CONCLUDES.match(text) and len(text) <= 60:
        return Governed(kind=_K.CONCLUDES, confidence=0.7)
    guides = _GUIDES.search(text)
    asked = _AT_REQUEST.sub("", lower[: guides.start()]) if guides is not None else ""
    if guides is not None and len(text) - guides.end() <= 140 and not _INTENT.search(asked):
        return Governed(kind=_K.GUIDES, confidence=0.78)
    reports = _REPORTS.search(text)
    if (
        reports is not None
        and len(text) - reports.end() <= 60
        and not _INTENT_OTHER.search(lower[: reports.start()])
    ):
        return Governed(kind=_K.REPORTS_ON, confidence=0.82)
    for match in _IMPLEMENTS.finditer(text):
        gap = text[match.end() :]
        if text[: match.start()].rstrip().endswith("huong dan"):
            continue  # "hướng dẫn thi hành" is one verb: it guides
        if (
            len(gap) <= 140
            and not _NOT_OBJECT.search(lower[match.end() :])
            and _OWN_ACT.search(text[: match.start()])
        ):
            return Governed(kind=_K.IMPLEMENTS, confidence=0.8)
    if _SENT.search(text):
        return Governed(kind=_K.TRANSMITS, confidence=0.7)
    return None


_INTENT_OTHER = late_pattern(r"\b(?:tham mưu|đề nghị|đề xuất|kiến nghị|chuẩn bị|thực hiện)\b")


def _of_this(clause: str) -> Governed | None:
    """Said of this act anywhere: "Thông tư này quy định chi tiết …", "Kế hoạch này thực hiện …"."""
    this = _last_this(clause)
    if this is None:
        return None
    rest = clause[this.end() :].strip()
    guides = _GUIDES.match(rest)
    if guides is not None and len(rest) - guides.end() <= 140:
        return Governed(kind=_K.GUIDES, confidence=0.75)
    acts = _IMPLEMENTS.match(rest.removeprefix("de "))
    if acts is not None and len(rest) - acts.end() <= 60:
        return Governed(kind=_K.IMPLEMENTS, confidence=0.72)
    return None


def _change(sentence: Sentence, start: int, end: int, drop: float) -> Governed | None:
    """A change of the act at `end`, made by the clause that begins at `start`."""
    if end - start > _LONGEST_CLAUSE:
        return None
    clause, lower = _blank_quotes(sentence.folded[start:end]), _blank_quotes(sentence.lower[start:end])
    enacting = _ENACTING.match(clause) if sentence.opening and start == sentence.body else None
    skip = enacting.end() if enacting else 0
    verb = _performed(clause[skip:], lower[skip:])
    if verb is None or (sentence.annex and not _acts_in_annex(sentence, clause[skip : skip + verb.start()])):
        return None
    start, lower = start + skip, lower[skip:]
    kind = _K(str(verb.lastgroup))
    gap = lower[verb.end() :]
    if _WORDS_CHANGED.match(gap.strip()) or "“" in gap:
        # "thay thế cụm từ A bằng cụm từ B tại khoản 2 của N": words of N change, N stays.
        last = gap.rfind(" tại ")
        if last < 0 or _ANOTHER_OBJECT.search(gap[last:]):
            return None
        kind = _K.AMENDS if kind is _K.REPLACES else kind
    elif _ANOTHER_OBJECT.search(gap) or not _OBJECT.match(sentence.folded[start + verb.end() : end]):
        return None
    if verb[0] == "thu hoi" and gap.strip() not in ("", "các"):
        return None  # permits and land are withdrawn "under Article 5 of N"
    if kind is _K.CONSOLIDATES and gap.strip() not in ("", "các"):
        return None
    return _in_gap(kind, _CONFIDENCE[kind] - drop, sentence.folded, start + verb.end(), end)


def _acts_in_annex(sentence: Sentence, before: str) -> bool:
    """Whether a change in an annex is made there: by an article, or with this act as its subject.

    Annexes are tables of tasks and proposals as a rule ("1. Bãi bỏ Quyết định số 12 | Sở Nội vụ |
    quý II"): what others shall repeal is in force until they do.
    """
    return sentence.mark == "article" or _last_this(before) is not None


def _performed(clause: str, lower: str) -> re.Match[str] | None:
    """The first verb of change that is this act's own."""
    verb = _CHANGE.search(clause)
    while verb is not None and not (
        _performs(clause[: verb.start()], lower[: verb.start()])
        or (verb.lastgroup == _K.SUSPENDS.value and _DECLARED.match(clause[: verb.start()].strip()))
    ):
        verb = _CHANGE.search(clause, verb.end())
    return verb


def _last_this(text: str) -> re.Match[str] | None:
    """Where a text last speaks of this act."""
    found = list(_THIS.finditer(text))
    return found[-1] if found else None


def _performs(prefix: str, lower: str) -> bool:
    """Whether the words before a verb make it this act's own: none, or this act as subject."""
    if _BARE_PREFIX.match(prefix.strip(' -+*•,.(“"')):
        return True
    this = _last_this(prefix)
    if this is None:
        return False
    rest = _SAID_OF_ITSELF.sub("", lower[this.end() :])
    return bool(_SELF.match(prefix[this.end() :])) and not _INTENT.search(rest)


def _in_gap(kind: RelationKind, confidence: float, folded: str, start: int, end: int) -> Governed:
    return Governed(kind=kind, confidence=round(confidence, 3), gap=folded[start:end], gap_start=start)


def _loosely_chained(sentence: Sentence, previous: Mention, mention: Mention, before: Governed) -> bool:
    """A row with subjects between its acts: "Quyết định số 12 về … và Quyết định số 15 về …"."""
    if before.kind is _K.CITES:
        return False
    tail = sentence.folded[previous.end : mention.start]
    ends = re.search(r"(?:;|,|\bva|,\s*va)\s*(?:cac\s+)?$", tail)
    if ends is None or len(tail) > 300:
        return False
    if before.kind is _K.BASED_ON:
        return not re.search(r"\b(?:theo|boi)\b", tail)
    inner = tail[: ends.start()].strip()
    return bool(re.match(r"(?:ve|quy dinh|ban hanh|phe duyet)\b", inner)) and not re.search(
        rf"\b(?:theo|tai|can cu|thuc hien|thi hanh|huong dan|chi tiet|{_VERB})\b|[;:]", inner
    )


def _ended(sentence: Sentence, mentions: Sequence[Mention]) -> RelationKind | None:
    """What becomes of the acts the sentence begins with: out of force, or suspended.

    Vietnamese puts "hết hiệu lực" after its subject: "Quyết định số 15 hết hiệu lực kể từ ngày …".
    """
    if not mentions or "hieu luc" not in sentence.folded:
        return None
    for kind, said in ((_K.REPEALS, _ENDS), (_K.SUSPENDS, _PAUSES)):
        match = said.search(sentence.folded, mentions[0].end)
        if match is None:
            continue
        if _CONDITIONAL.match(sentence.folded, match.end()):
            continue  # "sẽ hết hiệu lực cùng thời điểm văn bản do Bộ trưởng ban hành có hiệu lực": not by this act
        between = sentence.folded[mentions[0].end : match.start()]
        if not _THIS.search(between) and not re.search(
            r"\b(?:khi|neu|truoc khi|den khi|chua|khong)\b", between[-60:]
        ):
            return kind
    return None


_LIST_HEAD = late_pattern(
    r"(?:cac|nhung) (?:van ban|nghi dinh|quyet dinh|thong tu|quy dinh|nghi quyet|chi thi|quy che)[^:]{0,120}?"
)


def list_head(sentence: Sentence) -> RelationKind | None:
    """The relation a sentence ending in ":" states for the list below it, None when it states none."""
    folded = sentence.folded.rstrip()
    if not folded.endswith(":") or len(folded) > 400:
        return None
    body = folded[sentence.body :]
    generic = _LIST_HEAD.search(body)
    if generic is None or not re.search(r"\bsau\b|:$", body):
        return None
    if _ENDS.search(body, generic.start()) and not _THIS.search(body[: body.find("hieu luc")]):
        return _K.REPEALS
    verb = _performed(body, sentence.lower[sentence.body :])
    if verb is not None and verb.end() <= generic.start() <= verb.end() + 60:
        return _K(str(verb.lastgroup))
    return None
