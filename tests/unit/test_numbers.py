"""Numbers of directives: grammar, blanks, repair, keys."""

from __future__ import annotations

import csv
import unicodedata
from pathlib import Path

import pytest

from archivist.model import System
from archivist.numbers import (
    fill_blank,
    find_blank_number,
    find_numbers,
    index_keys,
    key,
    parse_number,
    query_keys,
)

SAMPLES = list(
    csv.DictReader((Path(__file__).parent / "data" / "number_samples.csv").read_text("utf-8").splitlines())
)
NUMBERS = [row for row in SAMPLES if row["system"] != "none"]
OTHERS = [row["text"] for row in SAMPLES if row["system"] == "none"]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row["text"])
def test_samples_are_read(row: dict[str, str]) -> None:
    number = parse_number(row["text"])
    assert number is not None
    assert (number.system is System.STATE) == (row["system"] == "state")
    assert float(number.ordinal) == float(row["number"])
    assert str(number.year or "") == row["year"]
    codes = number.issuer_code + (f"-{number.unit}" if number.unit else "")
    if row["kind"]:
        assert (number.kind_code, codes) == (row["kind"], row["issuer_or_symbol"])
    else:
        kind = f"{number.kind_code}-" if number.kind_code else ""
        assert kind + codes == row["issuer_or_symbol"]


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row["text"])
def test_samples_are_found_in_running_text(row: dict[str, str]) -> None:
    text = f"Căn cứ {row['text']} ngày 18/7/2023 và khoản 2/3;"
    (match,) = find_numbers(text)
    assert text[match.start : match.end] == match.number.as_printed
    assert match.number == parse_number(row["text"])
    assert match.confidence >= 0.9


@pytest.mark.parametrize(
    "text",
    [
        *OTHERS,
        "Ngày 15/QUÝ I",
        "3/Tháng",
        "24/7",
        "1/Nam",
        "2020/2021",
        "0912 345 678",
        "024-3936 2345",
        "http://a.vn/12/QA",
        "39-NQ-TW",
        "điểm 3-A",
        "",
    ],
)
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None
    assert all(match.confidence < 0.7 for match in find_numbers(text))


@pytest.mark.parametrize(
    ("text", "normal", "kind", "body", "unit", "system"),
    [
        ("144/2002/QĐ/BTC", "144/2002/QĐ/BTC", "QĐ", "BTC", "", System.STATE),
        ("1141-TC/QĐ/CĐKT", "1141-TC/QĐ/CĐKT", "QĐ", "TC", "CĐKT", System.STATE),
        ("55- TB/ĐTN", "55-TB/ĐTN", "TB", "ĐTN", "", System.FRONT),
        ("24/2026//NQ-CP", "24/2026//NQ-CP", "NQ", "CP", "", System.STATE),
        ("66.18/2026/NQ-CP", "66.18/2026/NQ-CP", "NQ", "CP", "", System.STATE),
        ("256 /2004/QĐ-UB", "256/2004/QĐ-UB", "QĐ", "UB", "", System.STATE),
        ("06/2026/TT-BTС", "06/2026/TT-BTC", "TT", "BTC", "", System.STATE),
        ("12/BXD-KHCNMT&VLXD", "12/BXD-KHCNMT&VLXD", None, "BXD", "KHCNMT&VLXD", System.STATE),
        ("12/BC-VPTU", "12/BC-VPTU", "BC", "VPTU", "", System.PARTY),
        ("11/2000/TTLT-BTC-BCN-TCHQ", "11/2000/TTLT-BTC-BCN-TCHQ", "TTLT", "BTC", "BCN-TCHQ", System.STATE),
        ("24/HDLN-BCA-BQP", "24/HDLN-BCA-BQP", "HDLN", "BCA", "BQP", System.STATE),
        ("813/HC-CNHC", "813/HC-CNHC", None, "HC", "CNHC", System.STATE),
        ("123/TC-HCSN", "123/TC-HCSN", None, "TC", "HCSN", System.STATE),
        ("Số 05b-NQ/TU", "05b-NQ/TU", "NQ", "TU", "", System.PARTY),
        ("Số: 14/KH", "14/KH", "KH", "", "", System.STATE),
        ("15–QĐ/TU", "15-QĐ/TU", "QĐ", "TU", "", System.PARTY),
        ("2281/QD-TTg", "2281/QD-TTg", "QD", "TTg", "", System.STATE),
        ("FOR-2025-02-28-320", "FOR-2025-02-28-320", "FOR", "", "02-28", System.FOREIGN),
    ],
)
def test_odd_numbers(text: str, normal: str, kind: str | None, body: str, unit: str, system: System) -> None:
    number = parse_number(text)
    assert number is not None
    assert (number.normal, number.kind_code, number.issuer_code) == (normal, kind, body)
    assert (number.unit, number.system) == (unit, system)
    assert str(number) == normal


def test_ordinal_keeps_its_zero_and_suffix() -> None:
    number = parse_number("Số 05b-NQ/TU")
    assert number is not None
    assert (number.ordinal, number.suffix, key(number.normal)) == ("05", "b", "5b.nq.tu")


def test_decomposed_text_is_read() -> None:
    number = parse_number(unicodedata.normalize("NFD", "Số: 30/2020/NĐ-CP"))
    assert number is not None
    assert number.normal == "30/2020/NĐ-CP"


def test_confidence_tells_known_codes_from_unknown_ones() -> None:
    def sure(text: str) -> float:
        (match,) = find_numbers(text)
        return match.confidence

    assert sure("Số: 15/QĐ-UBND") > sure("15/QĐ-UBND") > sure("15/QĐ-XYK") > sure("15/XQ-XYK")
    assert sure("15/XQ-XYK") < 0.7 < sure("15/QĐ-XYK")


def test_a_sentence_end_is_no_part_of_the_number() -> None:
    (match,) = find_numbers("theo Quyết định số 15/QĐ-TTg. UBND tỉnh báo cáo")
    assert match.number.normal == "15/QĐ-TTg"


# ------------------------------------------------------------------------------------- repair


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("Số: 39 NQ/TW", "39-NQ/TW"),
        ("39NQ/TW", "39-NQ/TW"),
        ("39 NQ TW", "39-NQ/TW"),
        ("39-NQ-TW", "39-NQ/TW"),
        ("39~NQ/TW", "39-NQ/TW"),
        ("Số 12 NQITW", "12-NQ/TW"),
        ("Số 15-QĐ1TU", "15-QĐ/TU"),
        ("Số l2-KL/HU", "12-KL/HU"),
        ("l2-KL/HU", "12-KL/HU"),
        ("3O/2020/NĐ-CP", "30/2020/NĐ-CP"),
        ("S6: 15/QB-UBND", "15/QĐ-UBND"),
        ("15/QD-UBND", "15/QĐ-UBND"),
        ("15/OĐ-UBND-VX", "15/QĐ-UBND-VX"),
        ("72/2025/QHl5", "72/2025/QH15"),
        ("II /2026/NĐ-CP", "11/2026/NĐ-CP"),
    ],
)
def test_misread_numbers_are_repaired_only_when_asked(text: str, normal: str) -> None:
    number = parse_number(text, loose=True)
    assert number is not None
    assert number.normal == normal
    (match,) = find_numbers(text, loose=True)
    assert match.confidence < 0.9
    strict = parse_number(text)
    assert strict is None or strict.normal != normal


@pytest.mark.parametrize("text", ["năm 2026 NQ TW", "có 12 CB trong 3 TB", "5 KH và 6 BC", "tỷ lệ 3/4"])
def test_repair_invents_nothing(text: str) -> None:
    assert find_numbers(text, loose=True) == ()


@pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row["text"])
def test_repair_leaves_sound_numbers_alone(row: dict[str, str]) -> None:
    assert parse_number(row["text"], loose=True) == parse_number(row["text"])


# ------------------------------------------------------------------------------------- blanks


@pytest.mark.parametrize(
    ("line", "after", "kind", "body"),
    [
        ("Số:      /QĐ-UBND", "/QĐ-UBND", "QĐ", "UBND"),
        ("Số     -NQ/TU", "-NQ/TU", "NQ", "TU"),
        ("Số: ....../2026/QĐ-UBND", "/2026/QĐ-UBND", "QĐ", "UBND"),
        ("Số: …/…/TT-BTC", "/TT-BTC", "TT", "BTC"),
        ("Số:      /2026/NĐ-CP", "/2026/NĐ-CP", "NĐ", "CP"),
        ("Số:        /UBND-KT    Đồng Văn, ngày   tháng 5 năm 2026", "/UBND-KT", None, "UBND"),
    ],
)
def test_blank_numbers(line: str, after: str, kind: str | None, body: str) -> None:
    blank = find_blank_number(line)
    assert blank is not None
    assert (blank.after, blank.number.kind_code, blank.number.issuer_code) == (after, kind, body)
    filled = fill_blank(blank, "07")
    assert parse_number(filled.normal) == filled


@pytest.mark.parametrize("line", ["Số - và", "Số: 15/QĐ-UBND", "/QĐ-UBND", "Số:", "Số: /XYZ-ABC"])
def test_lines_without_a_blank_number(line: str) -> None:
    assert find_blank_number(line) is None


# ------------------------------------------------------------------------------------- keys


def keys_of(text: str) -> set[str]:
    number = parse_number(text)
    assert number is not None
    return set(index_keys(number))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("39-NQ/TW", "39-NQ/TW"),
        ("39 NQ TW", "39-NQ/TW"),
        ("39/NQ-TW", "39-NQ/TW"),
        ("39/TW-NQ", "39-NQ/TW"),
        ("NQ39-TW", "39-NQ/TW"),
        ("nq 39", "39-NQ/TW"),
        ("nq39", "39-NQ/TW"),
        ("39nqtw", "39-NQ/TW"),
        ("39-NQ/TƯ", "39-NQ/TW"),
        ("nghị quyết 39", "39-NQ/TW"),
        ("Nghi quyet so 39", "39-NQ/TW"),
        ("NGHỊ QUYẾT số 39-NQ/TW", "39-NQ/TW"),
        ("Resolution No. 39", "39-NQ/TW"),
        ("Resolution Nr. 39-NQ/TW", "39-NQ/TW"),
        ("quyết định số 15", "15/QĐ-UBND"),
        ("quy định 4", "04-QĐi/TW"),
        ("NĐ 30/2020", "30/2020/NĐ-CP"),
        ("nd 30/2020/cp", "30/2020/NĐ-CP"),
        ("30/2020", "30/2020/NĐ-CP"),
        ("72/2025/QH15", "72/2025/QH15"),
        ("luật 72/2025/QH15", "72/2025/QH15"),
        ("luật số 72/2025", "72/2025/QH15"),
        ("66.7/2025/NQ-CP", "66.7/2025/NQ-CP"),
        ("công văn 414/BNV-VTLTNN", "414/BNV-VTLTNN"),
        ("công văn 414", "414/BNV-VTLTNN"),
        ("cv 64 tw", "64-CV/TW"),
        ("5-hd/vptw", "05-HD/VPTW"),
        ("15/qd-ubnd", "15/QĐ-UBND"),
        ("15/QĐ-UBND", "15/2020/QĐ-UBND"),
        ("813/HC-CNHC", "813/HC-CNHC"),
        ("813/hc-cnhc", "813/HC-CNHC"),
        ("12 UBND VX", "12/UBND-VX"),
        ("12 ubnd vx", "12/UBND-VX"),
        ("1141-TC/QĐ/CĐKT", "1141-TC/QĐ/CĐKT"),
        ("24/2026/NQ-CP", "24/2026//NQ-CP"),
        ("FOR-2025-02-28-320", "FOR-2025-02-28-320"),
        ("05-QC/BTCTU-BDVTU", "05-QC/BTCTU-BDVTU"),
        ("05-QC/BTCTU", "05-QC/BTCTU-BDVTU"),
    ],
)
def test_spellings_find_the_number(typed: str, number: str) -> None:
    assert keys_of(number).intersection(query_keys(typed))


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("39-NQ/TU", "39-NQ/TW"),
        ("39-NQ/TW", "39-NQ/TU"),
        ("39-NQ/TW", "39-KL/TW"),
        ("39-NQ/TW", "139-NQ/TW"),
        ("nghị quyết 39", "39-KL/TW"),
        ("30/2020/NĐ-CP", "30/2021/NĐ-CP"),
        ("30/2020/NĐ-CP", "30/NQ-CP"),
        ("12/UBND-VX", "12/UBND-KT"),
        ("66.7/2025/NQ-CP", "66.17/2025/NQ-CP"),
        ("72/2025/QH15", "72/2025/QH16"),
        ("nghị định 33/2024", "33/2024/QH15"),
    ],
)
def test_look_alikes_are_kept_apart(typed: str, number: str) -> None:
    assert not keys_of(number).intersection(query_keys(typed))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "39",
        "biên chế",
        "5 năm",
        "18/7/2023",
        "3/4",
        "2021-2025",
        "nghị quyết",
        "khoản 2 Điều 5",
        "số 39",
        "12 ubnd xã",
    ],
)
def test_texts_that_ask_for_no_number(text: str) -> None:
    assert query_keys(text) == ()


def test_key_strips_zeros_and_folds() -> None:
    assert key("05-HD/VPTW") == "5.hd.vptw"
    assert key("30/2020/NĐ-CP") == "30.2020.nd.cp"
    assert key("12/BC-VPTU") == key("12-BC/VPTU")
