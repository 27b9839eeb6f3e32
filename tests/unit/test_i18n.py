"""Choosing a language; the catalogue is complete and in step with the program."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest
from archivist_cli import failures, i18n

from archivist import errors

ROOT = Path(__file__).parents[2]

PLACEHOLDER = re.compile(r"\{\w*(?:![rsa])?\}|%\(\w+\)s")


@pytest.fixture(scope="module")
def translations() -> ModuleType:
    """The developers' script that collects and compiles the texts."""
    pytest.importorskip("babel", reason="babel, a tool for developers, is not installed: pip install babel")
    spec = importlib.util.spec_from_file_location("translations", ROOT / "cli" / "translations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def vietnamese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "vi")
    monkeypatch.setattr(gettext, "_current_domain", i18n.DOMAIN)
    i18n.use("vi")


@pytest.mark.parametrize(
    ("asked", "settings", "environ", "chosen"),
    [
        ("en", "vi", {"LANG": "vi_VN.UTF-8"}, "en"),
        (None, "vi", {"LANG": "en_US.UTF-8"}, "vi"),
        (None, "auto", {"LANG": "vi_VN.UTF-8"}, "vi"),
        (None, None, {"LC_ALL": "vi_VN", "LANG": "en_US.UTF-8"}, "vi"),
        (None, None, {"LC_ALL": "", "LC_MESSAGES": "vi_VN.UTF-8", "LANG": "en_GB"}, "vi"),
        (None, "auto", {"LANG": "nb_NO.UTF-8"}, "en"),
        (None, None, {"LANG": "C"}, "en"),
        (None, None, {}, "en"),
        ("fr", None, {"LANG": "vi_VN"}, "vi"),
    ],
)
def test_the_strongest_wish_we_speak_wins(
    asked: str | None, settings: str | None, environ: dict[str, str], chosen: str
) -> None:
    assert i18n.choose(asked=asked, settings=settings, environ=environ) == chosen


def test_every_text_of_ours_and_of_click_is_in_the_catalogue(translations: ModuleType) -> None:
    known = {message.id for message in translations.read_catalogue()}
    wanted = set(translations.messages()) - {"", ("", "")}
    assert wanted - known == set()
    assert known - wanted - {""} == set()


def test_no_text_hides_in_a_formatted_string() -> None:
    """Before Python 3.12 the collector does not see into them, and the text stays English."""
    for path in (ROOT / "cli" / "archivist_cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                calls = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
                named = {function.id for function in calls if isinstance(function, ast.Name)}
                assert "mark" not in named, f"{path.name}, line {node.lineno}"


def test_every_text_is_translated_with_its_placeholders(translations: ModuleType) -> None:
    for message in translations.read_catalogue():
        if not message.id:
            continue
        source = message.id[-1] if isinstance(message.id, tuple) else message.id
        target = message.string[0] if isinstance(message.string, tuple) else message.string
        assert target.strip(), f"no translation: {source}"
        assert not message.fuzzy, f"unsure translation: {source}"
        assert set(PLACEHOLDER.findall(target)) == set(PLACEHOLDER.findall(source)), source


def test_the_compiled_catalogue_is_in_step(translations: ModuleType) -> None:
    assert translations.PO_FILE.with_suffix(".mo").read_bytes() == translations.compiled(
        translations.read_catalogue()
    ), "run: python cli/translations.py compile"


@pytest.mark.usefixtures("vietnamese")
def test_counts_are_filled_in() -> None:
    assert i18n.translate("Usage:") == "Cách dùng:"
    assert i18n.translate("") == ""


def _all_errors(base: type[errors.ArchivistError]) -> list[type[errors.ArchivistError]]:
    return [base, *(found for child in base.__subclasses__() for found in _all_errors(child))]


@pytest.mark.parametrize("error", _all_errors(errors.ArchivistError))
def test_every_error_has_its_sentence_and_hint_in_the_catalogue(error: type[errors.ArchivistError]) -> None:
    assert error.code in failures.SENTENCES
    if error.hint:
        assert error.hint in failures.HINTS


def test_no_sentence_is_left_over() -> None:
    assert set(failures.SENTENCES) == {error.code for error in _all_errors(errors.ArchivistError)}


@pytest.mark.usefixtures("vietnamese")
def test_each_text_is_found_as_gettext_finds_it() -> None:
    """Looked up by halving; plurals have one form in Vietnamese, so the rule for choosing one is not asked."""
    whole = gettext.translation(i18n.DOMAIN, i18n.LOCALE_DIR, ["vi"])
    assert whole.info()["plural-forms"].startswith("nplurals=1;")
    known = {key if isinstance(key, str) else key[0]: text for key, text in whole._catalog.items()}  # type: ignore[attr-defined]
    assert len(known) > 1000
    for text, translated in known.items():
        assert i18n.translate(text) == (translated if text else "")
    assert i18n.translate("no such text") == "no such text"
    assert i18n.translate_count("{count} document", "{count} documents", 1) == "1 văn bản"
    assert i18n.translate_count("{count} such", "{count} suches", 2) == "2 suches"


def test_english_needs_no_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "en")
    assert i18n.translate_count("{count} document", "{count} documents", 1) == "1 document"
    assert i18n.translate_count("{count} document", "{count} documents", 2) == "2 documents"
    assert i18n.translate("Usage:") == "Usage:"
