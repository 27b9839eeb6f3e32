"""Turns a `Sample` into elements to print, by the layout rules of its profile.

Owns: the letterheads, titles, bases, signature blocks and recipients of Party documents (Guidance
36-HD/VPTW of 2018 and 05-HD/VPTW of 2026) and State documents (Circular 01/2011/TT-BNV and Decree
30/2020/NĐ-CP), and the little mark-up of the ``text`` of a record.
Must not: know a file format.

Mark-up of ``text``: paragraphs are separated by blank lines; ``# `` a bold heading, ``= `` a centred
bold line, ``~ `` an italic paragraph, ``~= `` a centred italic line, ``---`` a new page, lines
starting with ``|`` a table. "Điều 1." at the start of a paragraph is printed bold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from making.records import Sample, Signature

NUMBER, DAY, MONTH = "‹number›", "‹day›", "‹month›"
"""Places left blank on the page, filled by signature widgets (maker "signed")."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A line of a column: wrapped, centred or left, with an optional rule of `rule` mm under it."""

    text: str
    size: float = 13
    bold: bool = False
    italic: bool = False
    underline: bool = False
    centred: bool = True
    rule: float = 0.0
    box: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Two columns side by side: letterhead, or recipients and signature; `split` is the left share."""

    left: tuple[Printed, ...]
    right: tuple[Printed, ...]
    split: float = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph over the full width; `lead` is its bold beginning."""

    text: str
    lead: str = ""
    size: float = 14
    bold: bool = False
    italic: bool = False
    centred: bool = False
    indent: bool = True
    rule: float = 0.0
    before: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of cells; the first row is the heading."""

    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageBreak:
    """What follows stands on a new page."""


Element = Columns | Paragraph | Table | PageBreak


def lay_out(sample: Sample) -> list[Element]:
    """The elements of a document in order, without the page footer."""
    if sample.system == "foreign" and not sample.options.get("letterhead"):
        return list(_foreign(sample))
    head = _party_head(sample) if sample.system == "party" else _state_head(sample)
    elements: list[Element] = [*_draft_mark(sample), head, *_title(sample), *_addressees(sample)]
    elements += _body(sample)
    elements += _closing(sample)
    elements += _body_text(sample.options.get("annex", ""), italic_bases=False)
    return elements


# --------------------------------------------------------------------------- head


def _party_head(sample: Sample) -> Columns:
    """Party letterhead: no motto, ``*`` under the issuer, "Số" without colon."""
    assert sample.body is not None
    *above, issuer = sample.body.lines
    left = [Printed(text=line, size=13) for line in above]
    left += [Printed(text=issuer, size=13, bold=True), Printed(text="*", size=14)]
    if sample.number is not None:
        left.append(Printed(text=f"Số {_number(sample)}", size=14))
    if sample.kind == "cong-van" and sample.subject:
        left.append(Printed(text=sample.subject, size=12, italic=True))
    left += _marks(sample)
    right = [Printed(text="ĐẢNG CỘNG SẢN VIỆT NAM", size=15, bold=True, rule=66), _place_and_date(sample)]
    return Columns(left=tuple(left), right=tuple(right), split=float(sample.options.get("head_split", 0.43)))


def _state_head(sample: Sample) -> Columns:
    """State letterhead: name of the state and motto, rules, "Số:" with colon."""
    assert sample.body is not None
    *above, issuer = sample.body.lines
    left = [Printed(text=line, size=12) for line in above]
    *before, last = issuer.split("\n")
    # ND30 prints the body's name in bold; over two lines, the usual hand sets only the place bold.
    left += [Printed(text=line, size=12) for line in before]
    left.append(Printed(text=last, size=12, bold=True, rule=22))
    if sample.number is not None:
        left.append(Printed(text=f"Số: {_number(sample)}"))
    if sample.kind == "cong-van" and sample.subject:
        left.append(Printed(text=sample.subject, size=12))
    left += _marks(sample)
    right = [
        Printed(text="CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True),
        Printed(text="Độc lập - Tự do - Hạnh phúc", bold=True, rule=58),
        _place_and_date(sample),
    ]
    return Columns(left=tuple(left), right=tuple(right), split=0.42)


def _number(sample: Sample) -> str:
    """The number as printed: with its ordinal left blank in drafts and on pages filled by widgets."""
    assert sample.number is not None
    separator = re.search(r"[-/]", sample.number)
    tail = sample.number[separator.start() :] if separator else ""
    if sample.maker == "signed":
        return f"{NUMBER}{tail}"
    if sample.draft:
        return f"        {tail}"
    return str(sample.options.get("number_printed", sample.number))


def _place_and_date(sample: Sample) -> Printed:
    """Day below 10 and months 1 and 2 with a leading zero (both systems)."""
    if sample.issued is None:
        day, month, year = "      ", "      ", str(sample.options.get("year", ""))
    else:
        day = f"{sample.issued.day:02d}"
        month = f"{sample.issued.month:02d}" if sample.issued.month < 3 else str(sample.issued.month)
        year = str(sample.issued.year)
    if sample.maker == "signed":
        day, month = DAY, MONTH
    elif sample.draft:
        day = "      "
    return Printed(text=f"{sample.place}, ngày {day} tháng {month} năm {year}", italic=True)


def _marks(sample: Sample) -> list[Printed]:
    """Urgency and other stamps under the number."""
    return [Printed(text=mark, size=12, bold=True, box=True) for mark in sample.marks]


def _draft_mark(sample: Sample) -> list[Element]:
    if not sample.draft:
        return []
    return [Paragraph(text="DỰ THẢO", bold=True, indent=False, before=0)]


# --------------------------------------------------------------------------- title and addressees


def _title(sample: Sample) -> Iterator[Element]:
    """Kind and subject, centred; letters have neither."""
    if sample.kind == "cong-van" or sample.kind is None:
        return
    yield Paragraph(text=sample.printed_title, size=15, bold=True, centred=True, before=8)
    if sample.subject:
        rule = 0.0 if sample.system == "party" else 35.0
        yield Paragraph(text=sample.subject, bold=True, centred=True, rule=rule, before=0.5)
    if sample.system == "party" and sample.subject:
        yield Paragraph(text="-----" if sample.profile == "party-2026" else "------", centred=True, before=0)
    if (authority := sample.options.get("deciding")) is not None:
        yield Paragraph(text=authority, bold=True, centred=True, before=4)


def _addressees(sample: Sample) -> Iterator[Element]:
    """Addressees; Party submissions say "Kính trình" since Guidance 05-HD/VPTW of 2026."""
    if not sample.to:
        return
    word = "Kính gửi"
    if sample.kind == "to-trinh" and sample.profile == "party-2026":
        word = "Kính trình"
    room = float(sample.options.get("room", 0))  # millimetres for the stamp of the receiving office
    if len(sample.to) == 1:
        yield Paragraph(text=f"{word}: {sample.to[0]}", centred=True, before=4 + room)
        return
    yield Paragraph(text=f"{word}:", centred=True, before=4)
    for line in sample.to:
        yield Paragraph(text=f"- {line}", centred=True, before=0.5)


# --------------------------------------------------------------------------- body


def _body(sample: Sample) -> list[Element]:
    return _body_text(sample.text, italic_bases=sample.system == "state")


def running_text(text: str) -> list[Element]:
    """The elements of a text without letterhead, title or signature."""
    return _body_text(text, italic_bases=False)


def _body_text(text: str, *, italic_bases: bool) -> list[Element]:
    blocks = [block.strip() for block in text.split("\n\n")]
    return [_element(block, italic_bases) for block in blocks if block]


def _element(block: str, italic_bases: bool) -> Element:
    if block == "---":
        return PageBreak()
    if block.startswith("|"):
        rows = [line.strip().strip("|").split("|") for line in block.splitlines()]
        return Table(rows=tuple(tuple(cell.strip() for cell in row) for row in rows))
    line = " ".join(block.split())
    if line.startswith("~= "):
        return Paragraph(text=line[3:], italic=True, centred=True)
    if line.startswith("= "):
        return Paragraph(text=line[2:], bold=True, centred=True, before=3)
    if line.startswith("~ "):
        return Paragraph(text=line[2:], italic=True)
    if line.startswith("# "):
        return Paragraph(text=line[2:], bold=True)
    if italic_bases and line.startswith(("Căn cứ", "Theo đề nghị", "Xét đề nghị")):
        return Paragraph(text=line, italic=True)
    article = re.match(r"(Điều \d+\.|Chương [IVX]+) ", line)
    return Paragraph(text=line, lead=article.group(1) if article else "")


# --------------------------------------------------------------------------- foot


def _closing(sample: Sample) -> Iterator[Element]:
    """Recipients on the left, signature on the right; several signatures side by side or in pairs."""
    recipients = _recipients(sample)
    if not sample.signatures:
        return
    *others, last = sample.signatures
    for one in others:
        if len(sample.signatures) == 2 and sample.options.get("side_by_side"):
            break
        yield Columns(left=(), right=_signature(one, sample))
    if len(sample.signatures) == 2 and sample.options.get("side_by_side"):
        yield Columns(left=_signature(others[0], sample), right=_signature(last, sample), split=0.5)
        if recipients:
            yield Columns(left=recipients, right=())
        return
    yield Columns(left=recipients, right=_signature(last, sample))


def _recipients(sample: Sample) -> tuple[Printed, ...]:
    if not sample.recipients:
        return ()
    party = sample.system == "party"
    head = Printed(
        text="Nơi nhận:", size=12, bold=not party, italic=not party, underline=party, centred=False
    )
    end = ";" if sample.profile != "party-2018" else ","
    lines = [f"- {line}{end}" for line in sample.recipients[:-1]] + [f"- {sample.recipients[-1]}."]
    return (head, *(Printed(text=line, size=11, centred=False) for line in lines))


def _signature(one: Signature, sample: Sample) -> tuple[Printed, ...]:
    """Party: authority bold, position not bold; State: both bold. The name is bold in both."""
    party = sample.system == "party"
    *authority, position = one.lines
    lines = [Printed(text=line, size=14, bold=True) for line in authority]
    lines.append(Printed(text=position, size=14, bold=not party or not authority))
    lines += [Printed(text="", size=14)] * 3
    return (*lines, Printed(text=one.name, size=14, bold=True))


def _foreign(sample: Sample) -> Iterator[Element]:
    """A press text or report without a letterhead."""
    if sample.title:
        yield Paragraph(text=sample.title, size=16, bold=True, indent=False, before=0)
    if line := sample.options.get("dateline"):
        yield Paragraph(text=line, italic=True, indent=False, size=11)
    yield from _body_text(sample.text, italic_bases=False)
