"""Directives named in English, German, Norwegian and Hebrew texts.

Owns: finding them ("Resolution No. 05-NQ/TU of 30 June 2026", "Resolution Nr. 39 des Politbüros
vom 18. Juli 2023"), and the few relations such texts state beyond doubt.
Must not: make a full number of a bare one: "Nr. 39" of the press may be any of several.

Translations and press say of a directive what others did with it; only an act speaks for itself,
in its title, in its bases ("Pursuant to …") or with itself as subject ("This Circular replaces …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archivist import numbers
from archivist.authorities import kinds
from archivist.directive.dates import iso_date
from archivist.lazyclass import dataclass
from archivist.lazypattern import late_pattern
from archivist.model import RelationKind

_K = RelationKind
_MONTHS: tuple[tuple[str, ...], ...] = (
    ("january", "januar", "ינואר"), ("february", "februar", "פברואר"), ("march", "märz", "mars", "מרץ", "מרס"),
    ("april", "april", "אפריל"), ("may", "mai", "מאי"), ("june", "juni", "יוני"), ("july", "juli", "יולי"),
    ("august", "august", "אוגוסט"), ("september", "ספטמבר"), ("october", "oktober", "אוקטובר"),
    ("november", "נובמבר"), ("december", "dezember", "desember", "דצמבר"),
)  # fmt: skip
_MONTH = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_NAMES = "|".join(sorted(map(re.escape, _MONTH), key=len, reverse=True))
_DAY_FIRST = late_pattern(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s+(?:of\s+|ב)?(?P<month>{_NAMES}),?\s+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_MONTH_FIRST = late_pattern(
    rf"(?P<month>{_NAMES})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})", re.IGNORECASE
)
_FIGURES = late_pattern(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})")

_NUMBER = r"\d{1,5}[a-zđ]?(?:\s?[-/–]\s?[^\s,;:()“”\"]{1,40})?"
# Behind the kind a whole number of Vietnam needs no "No.": "Resolution 39-NQ/TW", "Decree 30/2020/ND-CP".
_WHOLE = r"\d{1,5}[a-zđ]?(?:-[A-ZĐ]{2,3}i?/[A-ZĐ][A-ZĐa-z]{1,9}|/(?:(?:19|20)\d\d/)?[A-ZĐ]{2,5}-[A-ZĐ][A-ZĐa-z]{1,9}(?:-[A-ZĐ]{2,9})*)"
# "Resolution 39 of 18 July 2023": a bare ordinal is one where its date follows, as the press writes it.
_BARE = r"\d{1,4}(?=[\s,]+(?:of|by|dated|on|issued|signed|adopted|vom|der|des|av|fra|datert|vedtatt|מיום|של)\b|\s*\(\d)"
_AT = late_pattern(
    rf"(?<!\w)(?:No\.?|Nos\.?|Nr\.?|nr\.?|number(?:ed)?|מס['׳’]?\.?|מספר)\s*(?P<num>{_NUMBER})"
    rf"|(?-i:(?<![\w/.,\-])(?:(?P<whole>{_WHOLE})(?![\w/])|(?P<bare>{_BARE})))",
    re.IGNORECASE,
)
# "lov 6. juli 1957 nr. 26": Norwegian acts are told by date and number within the year.
_NORWEGIAN = late_pattern(
    rf"\b(?P<kind>lov|forskrift)\s+(?P<day>\d{{1,2}})\.\s+(?P<month>{_NAMES})\s+(?P<year>\d{{4}})\s+nr\.\s*(?P<num>\d{{1,5}})",
    re.IGNORECASE,
)
_BETWEEN_DATE = late_pattern(
    r"[\s,(]*(?:of|dated|on|vom|av|fra|datert|from|(?:and )?(?:issued|signed|adopted|promulgated)(?: on)?|vedtatt"
    r"|מיום|מתאריך|[במ]-?|מה-?)?\s*",
    re.IGNORECASE,
)
# Norwegian writes the names of bodies small; Hebrew joins "from" and "on" to the day ("מ-18").
_SMALL = r"(?:politbyrået|sekretariatet|sentralkomiteen|regjeringen|statsministeren|nasjonalforsamlingen)\b"
_BODY = late_pattern(
    r"[\s,]*(?:(?:adopted|issued|signed|promulgated|vedtatt|utstedt|שאומצה|שפורסמה|על ידי)\s+)*"
    rf"(?:of the|by the|of|by|des|der|av|fra|של|(?<=ידי)|(?<=ידי\s))\s*(?P<name>{_SMALL}|[A-ZÄÖÜÆØÅ\u0590-\u05ff][\w\-’'״\"]*"
    r"(?:\s+(?:(?:of|the|der|des|for)\s+){0,2}(?!מיום\b|מתאריך\b|[מב][-־]?\d)[A-ZÄÖÜÆØÅ\u0590-\u05ff][\w\-’'״]*){0,8})"
)
_BREAK = late_pattern(r"(?<=[.;!?])\s+(?=[A-ZÄÖÜÆØÅ\u0590-\u05ff“\"(])|\n\s*\n")
_ABBREVIATED = late_pattern(r"\b(?:No|Nos|Nr|nr|Art|Dr|\d{1,2})\.$")

_THIS = r"this (?:decree|circular|joint circular|decision|resolution|directive|regulation|law|order|guidance)"
_STATED: tuple[tuple[RelationKind, re.Pattern[str], float], ...] = (
    (
        _K.BASED_ON,
        re.compile(r"^\W*(?:pursuant to|on the basis of|based on)\b[^;]{0,200}$", re.IGNORECASE),
        0.8,
    ),
    (_K.BASED_ON, re.compile(r"\bmed hjemmel i\s*(?:[^.;]{0,200}(?:,| og)\s*)?$", re.IGNORECASE), 0.85),
    (
        _K.REPLACES,
        re.compile(
            rf"^\W*(?:\d+\W+)?(?:{_THIS}\b[^;]{{0,160}}?|it )\b(?:replaces|supersedes|shall replace|shall supersede)\b(?P<gap>[^;]{{0,200}})$",
            re.IGNORECASE,
        ),
        0.8,
    ),
    (
        _K.REPEALS,
        re.compile(
            rf"^\W*(?:\d+\W+)?{_THIS}\b[^;]{{0,160}}?\b(?:repeals|annuls|abolishes)\b(?P<gap>[^;]{{0,200}})$",
            re.IGNORECASE,
        ),
        0.8,
    ),
)
# "Executive Order No. 82, dated …, is hereby amended": English acts put the verb behind.
_HEREBY = late_pattern(
    r"[^.;]{0,120}?\b(?:is|are) hereby (?P<verb>amended|repealed|revoked|rescinded|superseded)\b",
    re.IGNORECASE,
)
_SUBJECT = late_pattern(
    r"^\W*(?:\w{1,4}\W+)?(?:section\s+\w+\s+of\s+)?(?:prior|the|said)?\s*(?:executive|joint)?\s*$",
    re.IGNORECASE,
)
_DONE = {
    "amended": _K.AMENDS, "repealed": _K.REPEALS, "revoked": _K.REPEALS, "rescinded": _K.REPEALS, "superseded": _K.REPLACES,
}  # fmt: skip
_TITLE_AMENDS = late_pattern(
    r"^\W*(?:to\s+)?amend(?:ing|s|ment)?(?:,? (?:and|or) supplement(?:ing|s)?)?\b(?P<gap>[^;.]{0,160})$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignMention:
    """A directive named in a foreign text.

    Attributes:
        text: the sentence.
        start: offset where the kind begins.
        end: offset after number, date and issuer.
        kind_code: code of the kind, empty when the word may stand for several.
        number: normal form, empty when only an ordinal is printed.
        issuer: as named.
        issued: ISO date.
        relation: as stated.
        scope: part concerned.
        confidence: 0.0 to 1.0.
    """

    text: str
    start: int
    end: int
    kind_code: str
    number: str
    issuer: str
    issued: str
    relation: RelationKind
    scope: str
    confidence: float


@cache
def _titles() -> dict[str, str]:
    """Foreign title in small letters → kind code; the first kind of the table that bears it.

    The table begins with the kinds an office sees most: "Resolution" is nghị quyết before it is
    anything else. A Hebrew "החלטה" is a resolution, a decision only as "החלטה מינהלית".
    """
    table: dict[str, str] = {}
    for record in kinds.all_kinds():
        for titles in record.titles.values():
            for title in titles:
                table.setdefault(title.lower(), record.kind.code)
                for construct in _of_a_body(title):
                    table.setdefault(construct, record.kind.code)
    return table


def _of_a_body(title: str) -> tuple[str, ...]:
    """The Hebrew construct state: "החלטה" is "החלטת הפוליטביורו" when its body follows."""
    if not title.endswith("ה") or " " in title:
        return ()
    return (f"{title[:-1]}ת", f"{title[:-1]}ית") if title.endswith("יה") else (f"{title[:-1]}ת",)


@cache
def _kind() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _titles()), key=len, reverse=True))
    # Hebrew joins prepositions to the word; Norwegian and German inflect and compound it
    # ("Politbüro-Resolution"); "the resolution, numbered 39-NQ/TW" has a comma.
    return re.compile(
        rf"(?:(?<![\w-])|(?<=[a-zäöüß]-))[והבלמשכ]{{0,2}}(?P<kind>{names})(?:en|et|e|s|es|n)?(?:(?<=ת)\s+(?P<of>ה[\u0590-\u05ff]+(?:\s+[\u0590-\u05ff]+){{0,2}}))?,?\s*$",
        re.IGNORECASE,
    )


_VIETNAMESE = late_pattern(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def in_vietnamese(text: str) -> bool:
    """True when a page is Vietnamese: about every fifth letter has a sign no other language here has."""
    sample = text[:3000].lower()
    return len(_VIETNAMESE.findall(sample)) > len(sample) // 20


def find_foreign(text: str) -> Iterator[ForeignMention]:
    """Directives named in a page of text, in order."""
    for position, sentence in enumerate(_sentences(text)):
        yield from _in_sentence(sentence, title=position < 12)


def _sentences(text: str) -> Iterator[str]:
    begin = 0
    for match in [*_BREAK.finditer(text), None]:
        end = match.start() if match else len(text)
        if match is not None and _ABBREVIATED.search(text[max(begin, end - 6) : end]):
            continue
        yield " ".join(text[begin:end].split())
        begin = match.end() if match else end


def _in_sentence(text: str, *, title: bool) -> Iterator[ForeignMention]:
    reached = 0
    for found in _AT.finditer(text):
        begin = max(reached, found.start() - 50)
        match = _kind().search(text[begin : found.start()])
        if match is None:
            continue
        start = begin + match.start("kind")
        place = next(name for name in ("num", "whole", "bare") if found[name])
        token = found[place].rstrip(".,;:)]”\"'")
        parsed = numbers.parse_number(token, loose=True) if re.search(r"[-/–]", token) else None
        end, issuer, issued = _about(text, found.start(place) + len(token))
        if place == "bare" and not issued:
            continue
        issued = issued or _issued_beside(text, start, end, reached)
        relation, scope, confidence = (
            _relation(text[:start], title=title) if not reached else (_K.CITES, "", 0.6)
        )
        hereby = _HEREBY.match(text, end)
        if hereby is not None and _SUBJECT.match(text[:start]):
            relation, confidence = _DONE[hereby["verb"].lower()], 0.8
        reached = end
        yield ForeignMention(
            text=text, start=start, end=end, kind_code=_kind_of(match["kind"], parsed),
            number=parsed.normal if parsed else "", issuer=issuer or match["of"] or "", issued=issued,
            relation=relation, scope=scope, confidence=confidence if parsed else round(confidence - 0.1, 3),
        )  # fmt: skip
    for match in _NORWEGIAN.finditer(text):
        issued, _ = iso_date(match["year"], str(_MONTH[match["month"].lower()]), match["day"])
        relation, scope, confidence = _relation(text[: match.start()], title=False)
        yield ForeignMention(
            text=text, start=match.start(), end=match.end(), kind_code="luat" if match["kind"].lower() == "lov" else "",
            number="", issuer="", issued=issued, relation=relation, scope=scope, confidence=confidence,
        )  # fmt: skip


def _about(text: str, end: int) -> tuple[int, str, str]:
    """Where number, issuer and date end, in either order; the issuer and the ISO date."""
    issuer = issued = ""
    for _ in range(2):
        gap = _BETWEEN_DATE.match(text, end)
        begin = gap.end() if gap else end
        for pattern in (_DAY_FIRST, _MONTH_FIRST, _FIGURES):
            date = pattern.match(text, begin)
            if date is not None and not issued:
                issued, end = _iso(date), date.end()
                break
        body = _BODY.match(text, end)
        if body is not None and not issuer and body["name"].lower() not in _MONTH:
            issuer, end = body["name"], body.end()
    return end, issuer, issued


_VERBS = (
    "issued|adopted|signed|promulgated|passed|verabschiedete[nr]?|beschlossene[nr]?|erlassene[nr]?|erließ|beschloss|unterzeichnete"
    "|vedtok|vedtatt|vedtatte|utstedte|undertegnet|אימץ|אימצה|פרסם|פרסמה"
)
# Between the verb and the kind only articles and the body: "issued a plan to carry out Resolution No. 39" is another act.
_ISSUED_UP_TO = late_pattern(
    rf"[^;]{{0,50}}?(?<!\w)(?:{_VERBS})(?:\s+(?:the|its|a|new|das|der|die|eine|neue|den|sin|en|ny|את|ה?פוליטביורו|{_SMALL}"
    r"|Polit\w+|Political|Bureau|Secretariat|Sekretariat|Government|Regierung|Central|Committee|Zentralkomitee)){0,5}\s*",
    re.IGNORECASE,
)
_WHICH = late_pattern(r"[\s,]*(?:which|that|die|den|das|som)\s+[^;.,\d]{0,50}?(?=\d|\b[A-Z][a-z]+\s\d)")
_ISSUED_THEN = late_pattern(rf"(?<!\w)(?:{_VERBS})(?!\w)", re.IGNORECASE)


def _issued_beside(text: str, start: int, end: int, reached: int) -> str:
    """The date elsewhere in the clause, when the clause says that the act itself was issued that day.

    "Die vom Politbüro am 18. Juli 2023 verabschiedete Resolution Nr. 39", "On July 18, 2023, the Politburo
    issued Resolution No. 39", "… Nr. 39, die das Politbüro am 18. Juli 2023 erließ".
    """
    before = text[max(reached, start - 120) : start]
    dates = [match for pattern in (_DAY_FIRST, _MONTH_FIRST, _FIGURES) for match in pattern.finditer(before)]
    last = max(dates, key=lambda match: match.end(), default=None)
    if last is not None and _ISSUED_UP_TO.fullmatch(before, last.end()) is not None:
        return _iso(last)
    which = _WHICH.match(text, end)
    for pattern in (_DAY_FIRST, _MONTH_FIRST, _FIGURES):
        date = pattern.match(text, which.end()) if which is not None else None
        if which is not None and date is not None:
            clause = text[which.start() : min(len(text), date.end() + 30)]
            return _iso(date) if _ISSUED_THEN.search(clause) else ""
    return ""


def _kind_of(word: str, number: numbers.DocumentNumber | None) -> str:
    """Kind by the word; by the number's symbol where that has one meaning and the word is a loose translation."""
    said = _titles().get(word.lower(), "")
    meant = (
        [one.code for one in kinds.resolve_kind(number.kind_code)]
        if number is not None and number.kind_code
        else []
    )
    return meant[0] if len(meant) == 1 and said not in meant else said


def date_in(text: str) -> str:
    """The first date of a line in English, German, Norwegian or Hebrew, ISO; empty when there is none."""
    found = [match for pattern in (_DAY_FIRST, _MONTH_FIRST, _FIGURES) if (match := pattern.search(text))]
    return _iso(min(found, key=lambda match: match.start())) if found else ""


def _iso(date: re.Match[str]) -> str:
    month = date["month"]
    number = month if month.isdigit() else str(_MONTH[month.lower()])
    return iso_date(date["year"], number, date["day"])[0]


def _relation(before: str, *, title: bool) -> tuple[RelationKind, str, float]:
    for relation, pattern, confidence in _STATED:
        match = pattern.search(before[-400:])
        if match is not None:
            gap = (match.groupdict().get("gap") or "").strip(" ,")
            gap = re.sub(
                r"^(?:the|joint)\s*|\s+(?:of|in|specified in|to)(?: the)?$", "", gap, flags=re.IGNORECASE
            )
            return relation, gap, confidence
    if title and (amends := _TITLE_AMENDS.match(before)) is not None:
        gap = re.sub(r"\s+(?:of|to|in)(?: the)?$", "", amends["gap"].strip(" ,"), flags=re.IGNORECASE)
        return _K.AMENDS, gap, 0.75
    return _K.CITES, "", 0.6
