"""The language of a text, by function words and letters."""

from __future__ import annotations

import pytest

from archivist.directive.language import guess_language

TEXTS = {
    "vi": "Ban Thường vụ Tỉnh ủy yêu cầu các cấp ủy thực hiện nghiêm túc những nội dung sau đây",
    "en": "The committee shall report on the implementation of the resolution to the office by the end of May",
    "de": "Der Ausschuss berichtet dem Büro über die Umsetzung der Resolution und wird sie bis zum Mai prüfen",
    "nb": "Komiteen skal rapportere om gjennomføringen av resolusjonen til kontoret og den er ikke ferdig før mai",
    "he": "הוועדה תדווח למשרד על יישום ההחלטה עד סוף חודש מאי",
}


@pytest.mark.parametrize("code", TEXTS)
def test_running_text(code: str) -> None:
    guess = guess_language(TEXTS[code])
    assert guess.code == code
    assert guess.confidence >= 0.6
    assert guess.reason


@pytest.mark.parametrize(
    "text", ["", "12 345 678", "Excel 2026 A1 B2", "lorem ipsum dolor sit amet consectetur elit"]
)
def test_no_language_is_stated_without_grounds(text: str) -> None:
    assert guess_language(text).code == "und"


def test_vietnamese_without_accents_is_recognised_with_doubt() -> None:
    guess = guess_language("Quyet dinh ve viec ban hanh quy che cua UBND tinh, can cu Luat Luu tru nam ay")
    assert guess.code == "vi"
    assert guess.confidence < 0.8
