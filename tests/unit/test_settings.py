from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from archivist.errors import ArchiveNotFound, FormatTooNew, SettingsError
from archivist.settings import (
    ARCHIVE_KEYS,
    FILE_NAME,
    PERSON_KEYS,
    ArchiveSettings,
    ExtractLimits,
    Source,
    initial_toml,
    load_archive_settings,
    load_person_settings,
    person_settings_path,
    show,
)

HEAD = 'format = 1\nid = "k1"\nname = "Kho"\n'


def write(folder: Path, text: str) -> Path:
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
    return folder


def load(folder: Path, text: str, **environ: str) -> ArchiveSettings:
    return load_archive_settings(write(folder, text), environ=environ)


def test_the_first_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path, initial_toml('Kho "lưu trữ"\\ \x7f\n', "abc"))
    assert settings.name == 'Kho "lưu trữ"\\ \x7f\n'
    assert settings.id == "abc"
    assert settings == ArchiveSettings(id="abc", name=settings.name, inbox=tmp_path / "inbox")
    assert settings.extract == ExtractLimits()


def test_the_first_file_explains_every_setting_in_both_languages() -> None:
    text = initial_toml("Kho", "abc")
    for key in ARCHIVE_KEYS:
        assert f"# {key.english}" in text
        assert f"# {key.vietnamese}" in text


def test_the_first_file_is_valid_with_every_line_uncommented(tmp_path: Path) -> None:
    text = initial_toml("Kho", "abc")
    lines = [
        line.removeprefix("# ") if " = " in line and "# " in line else line for line in text.splitlines()
    ]
    settings = load(tmp_path, "\n".join(lines))
    assert settings == ArchiveSettings(id="abc", name="Kho", inbox=tmp_path / "inbox")
    assert {origin.source for origin in settings.origins.values()} == {Source.FILE}
    assert set(settings.origins) == {key.name for key in ARCHIVE_KEYS}
    assert len(tomllib.loads("\n".join(lines))["extract"]) == 8


def test_values_of_the_file_are_taken(tmp_path: Path) -> None:
    settings = load(
        tmp_path,
        HEAD + '[inbox]\npath = "/srv/den"\npoll = "always"\nsettle_seconds = 2\n'
        '[filing]\nextractors = ["a"]\n[extract]\nmemory_mb = 128\n',
    )
    assert settings.inbox == Path("/srv/den")
    assert (settings.poll, settings.settle_seconds, settings.extractors) == ("always", 2.0, ("a",))
    assert settings.extract.memory_bytes == 128 * 1024 * 1024
    assert settings.extract.file_bytes == 500 * 1024 * 1024


def test_no_file_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveNotFound):
        load_archive_settings(tmp_path)
    with pytest.raises(ArchiveNotFound):
        load_archive_settings(tmp_path / "absent")


@pytest.mark.parametrize("value", ["2", "0", '"1"', "true"])
def test_another_format_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(FormatTooNew):
        load(tmp_path, f'format = {value}\nid = "a"\nname = "b"\n' if value != "true" else 'format = "x"')


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEAD + "[inbox]\nsettel_seconds = 1\n", 5, "did you mean 'inbox.settle_seconds'"),
        (HEAD + "\n\n[inbax]\npath = 'x'\n", 6, "unknown setting 'inbax'"),
        (HEAD + "review_threshold = 0.5\n", 4, "did you mean 'filing.review_threshold'"),
        (HEAD + "[inbox]\nrescan_seconds = 'often'\n", 5, "must be a number"),
        (HEAD + "[inbox]\nrescan_seconds = nan\n", 5, "between 1 and 3600"),
        (HEAD + "[inbox]\nfiled_kept_days = -1\n", 5, "between 0 and 36500"),
        (HEAD + "[inbox]\nfiled_kept_days = true\n", 5, "must be a whole number"),
        (HEAD + "[inbox]\nfiled_kept_days = 1.5\n", 5, "must be a whole number"),
        (HEAD + "[inbox]\npoll = 'sometimes'\n", 5, "one of auto, always, never"),
        (HEAD + "inbox.poll = 'sometimes'\n", 4, "one of auto, always, never"),
        (HEAD + "[filing]\nextractors = [1]\n", 5, "a list of texts"),
        (HEAD + "inbox = 3\n", 4, "unknown setting 'inbox'"),
        (HEAD + "[filing]\nsecrecy = 'keep'\n", 5, "one of refuse, register-number-only, independent-lan"),
        ("format = 1\nid = ''\nname = 'b'\n", 2, "not empty"),
        (HEAD + "this is not toml\n", 4, "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, text)
    assert f"{FILE_NAME}:{line}: " in caught.value.message
    assert said in caught.value.message
    assert caught.value.path == tmp_path / FILE_NAME


def test_a_missing_identity_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="'id' is missing"):
        load(tmp_path, "format = 1\nname = 'b'\n")


def test_a_file_that_is_not_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"name = '\xff'")
    with pytest.raises(SettingsError, match="not UTF-8"):
        load_archive_settings(tmp_path)


def test_flag_beats_environment_beats_file_beats_default(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "[inbox]\nrescan_seconds = 10\npoll_seconds = 10\nsettle_seconds = 10\n")
    environ = {"ARCHIVIST_INBOX_RESCAN_SECONDS": "20", "ARCHIVIST_INBOX_POLL_SECONDS": "20"}
    settings = load_archive_settings(tmp_path, flags={"inbox.rescan_seconds": 30.0}, environ=environ)
    assert (settings.rescan_seconds, settings.poll_seconds, settings.settle_seconds) == (30.0, 20.0, 10.0)
    origins = {row.key.name: row.origin for row in show(settings)}
    assert origins["inbox.rescan_seconds"].source is Source.FLAG
    assert str(origins["inbox.poll_seconds"]) == "environment ARCHIVIST_INBOX_POLL_SECONDS"
    assert str(origins["inbox.settle_seconds"]) == f"file {tmp_path / FILE_NAME}:7"
    assert origins["extract.workers"].source is Source.DEFAULT
    assert {row.key.name: row.value for row in show(settings)}["inbox.path"] == str(tmp_path / "inbox")


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"ARCHIVIST_EXTRACT_WORKERS.*whole number.*'many'"):
        load(tmp_path, HEAD, ARCHIVIST_EXTRACT_WORKERS="many")


def test_a_hidden_wrong_value_in_the_file_is_still_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"archive\.toml:5"):
        load(tmp_path, HEAD + "[extract]\nworkers = 0\n", ARCHIVIST_EXTRACT_WORKERS="3")


def test_the_identity_cannot_be_overridden(tmp_path: Path) -> None:
    assert load(tmp_path, HEAD, ARCHIVIST_ID="other", ARCHIVIST_NAME="other").id == "k1"
    with pytest.raises(SettingsError, match="unknown setting 'id'"):
        load_archive_settings(tmp_path, flags={"id": "other"}, environ={})


def test_extractors_from_the_environment(tmp_path: Path) -> None:
    assert load(tmp_path, HEAD, ARCHIVIST_FILING_EXTRACTORS="a, b,").extractors == ("a", "b")


def test_person_settings(tmp_path: Path) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path)}
    path = person_settings_path(environ)
    assert path == tmp_path / "archivist" / "config.toml"
    assert load_person_settings(environ=environ).archive is None
    path.parent.mkdir()
    path.write_text('archive = "/srv/kho"\nlanguage = "vi"\n', encoding="utf-8")
    settings = load_person_settings(environ=environ)
    assert (settings.archive, settings.language, settings.colour) == (Path("/srv/kho"), "vi", "auto")
    assert [row.key.name for row in show(settings)] == [key.name for key in PERSON_KEYS]
    assert load_person_settings(environ={**environ, "ARCHIVIST_LANGUAGE": "en"}).language == "en"
    path.write_text("lang = 'vi'\n", encoding="utf-8")
    with pytest.raises(
        SettingsError, match=r"config\.toml:1: unknown setting 'lang'; did you mean 'language'"
    ):
        load_person_settings(environ=environ)


def test_person_settings_without_xdg(tmp_path: Path) -> None:
    assert person_settings_path({"HOME": str(tmp_path)}) == tmp_path / ".config/archivist/config.toml"


def test_settings_are_documented() -> None:
    text = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for key in (*ARCHIVE_KEYS, *PERSON_KEYS):
        assert f"| `{key.name}` |" in text
        assert key.english in text
        assert key.fixed or f"`{key.variable}`" in text
