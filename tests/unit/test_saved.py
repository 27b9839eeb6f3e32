"""Searches a person keeps."""

from __future__ import annotations

from pathlib import Path

import pytest

from archivist.errors import SettingsError, UsageError
from archivist.saved import SavedSearch, remove_search, save_search, saved_search, saved_searches


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "searches.json"
    assert saved_searches(path) == ()
    save_search(SavedSearch(name="giá  sách", query="sách", options={"kind": "NQ", "facets": True}), path)
    save_search(SavedSearch(name="a", query="", options={}), path)
    assert [one.name for one in saved_searches(path)] == ["a", "giá sách"]
    found = saved_search("gia\u0301 sa\u0301ch", path)
    assert (found.query, dict(found.options)) == ("sách", {"kind": "NQ", "facets": True})
    assert path.stat().st_mode & 0o077 == 0


def test_a_name_is_kept_once_and_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "searches.json"
    save_search(SavedSearch(name="a", query="old"), path)
    save_search(SavedSearch(name="a", query="new"), path)
    assert [one.query for one in saved_searches(path)] == ["new"]
    remove_search("a", path)
    assert saved_searches(path) == ()
    with pytest.raises(UsageError, match="no search is saved"):
        remove_search("a", path)


def test_a_name_is_found_however_it_is_typed(tmp_path: Path) -> None:
    path = tmp_path / "searches.json"
    save_search(SavedSearch(name="Số hoá", query="old"), path)
    assert saved_search("số hóa", path).name == "Số hoá"
    save_search(SavedSearch(name="SỐ HÓA", query="new"), path)
    assert [(one.name, one.query) for one in saved_searches(path)] == [("SỐ HÓA", "new")]
    save_search(SavedSearch(name="so hoa", query="other"), path)
    remove_search("số hoá", path)
    assert [one.name for one in saved_searches(path)] == ["so hoa"]


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_name_is_short_and_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="1 to 60"):
        save_search(SavedSearch(name=name, query="x"), tmp_path / "searches.json")


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"format": 1, "searches": {"a": 1}}', '{"format": 2, "searches": {}}']
)
def test_a_file_that_is_none_of_ours_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "searches.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError):
        saved_searches(path)
    with pytest.raises(SettingsError):
        save_search(SavedSearch(name="b", query="x"), path)
    assert path.read_text(encoding="utf-8") == text, "what cannot be read is not written over"
