"""The sample inbox is read as its truth files say; the truth files are those of the records."""

from __future__ import annotations

import importlib
import json
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archivist import Archive
from archivist.classify import Decision, Policy, decide
from archivist.detect import EXCEL_XML, FODP, FODS, FODT, WORD_PACKAGE, WORD_XML, XLSB, detect
from archivist.directive.marks import find_mark
from archivist.directive.reader import ReadContext, read_fields
from archivist.errors import ExtractionError
from archivist.extract.limits import Limits
from archivist.extract.ocr_data import find_setup
from archivist.extract.pool import WorkerPool
from archivist.extract.registry import media_types
from archivist.extracted import Extracted, PageText
from archivist.model import Access, Document, FieldName, Fields, Reason
from archivist.recognising import Recognition

SAMPLES = Path(__file__).resolve().parents[2] / "sample_archive"
INBOX, EXPECTED = SAMPLES / "inbox", SAMPLES / "expected"
INDEX: dict[str, Any] = json.loads((EXPECTED / "index.json").read_text(encoding="utf-8"))  # JSON
FILES: list[str] = INDEX["documents"]

# What the reader does not do yet. The truth stands; an entry goes when the reader has learned it
# (a mended one fails here, being strict).
KNOWN: dict[tuple[str, str], str] = {}

Read = tuple[Extracted, Fields, Decision]
Reader = Callable[[str], Read]


def _truth(file: str) -> dict[str, Any]:  # JSON
    path = EXPECTED / f"{file.replace('/', '__')}.json"
    record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return record


def _cases(aspect: str, wanted: Callable[[dict[str, Any]], bool]) -> list[Any]:  # pytest's parameter sets
    cases = []
    for file in FILES:
        if not wanted(_truth(file)):
            continue
        reason = KNOWN.get((aspect, file))
        marks = [pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)] if reason else []
        cases.append(pytest.param(file, marks=marks))
    return cases


def _shows_fields(truth: dict[str, Any]) -> bool:
    return bool(truth["readable"] == "now" and truth["outcome"] != "refused")


@pytest.fixture(scope="session")
def read(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Read a file of the inbox in a worker, each file once."""
    done: dict[str, Read] = {}
    with WorkerPool(Limits(), workers=1) as pool:

        def one(file: str) -> Read:
            if file not in done:
                parts = tmp_path_factory.mktemp("parts")
                name = Path(file).name
                extracted = pool.extract(INBOX / file, parts_dir=parts, file_name=name)
                fields = read_fields(extracted, ReadContext(file_name=name))
                done[file] = extracted, fields, decide(fields, extracted, find_mark(extracted), Policy())
            return done[file]

        yield one


def _value(fields: Fields, name: str) -> object:
    if name == "issuer_name":
        return fields.issuer_name or None
    if name == "draft":
        return fields.value("draft") == "true"
    return fields.value(name)


@pytest.mark.parametrize("file", _cases("outcome", lambda truth: truth["outcome"] != "quarantined"))
def test_a_readable_file_ends_as_its_truth_says(read: Reader, file: str) -> None:
    truth, (_, _, decision) = _truth(file), read(file)
    outcome = "filed" if truth["outcome"] == "duplicate" else truth["outcome"]  # known to the archive only
    assert decision.outcome.value == outcome, decision.reasons
    assert set(truth["reasons"]) <= {reason.value for reason in decision.reasons}


@pytest.mark.parametrize("file", _cases("outcome", lambda truth: truth["outcome"] == "quarantined"))
def test_an_unusable_file_is_put_aside_with_its_reason(read: Reader, file: str) -> None:
    with pytest.raises(ExtractionError) as caught:
        read(file)
    assert [caught.value.reason] == _truth(file)["reasons"]


@pytest.mark.parametrize("file", _cases("fields", _shows_fields))
def test_fields_are_read_as_they_are_printed(read: Reader, file: str) -> None:
    truth, (_, fields, _) = _truth(file)["fields"], read(file)
    found = {name: _value(fields, name) for name in truth}
    assert found == truth


@pytest.mark.parametrize(
    "file", _cases("citations", lambda truth: _shows_fields(truth) and bool(truth["citations"]))
)
def test_every_document_named_in_the_text_is_found(read: Reader, file: str) -> None:
    _, fields, _ = read(file)
    found = {(cite.number, cite.target_kind, cite.kind.value) for cite in fields.citations}
    wanted = {(cite["number"], cite["kind"], cite["relation"]) for cite in _truth(file)["citations"]}
    assert wanted <= found


@pytest.mark.parametrize("file", _cases("other citations", _shows_fields))
def test_no_document_is_cited_that_the_text_does_not_name(read: Reader, file: str) -> None:
    _, fields, _ = read(file)
    wanted = {cite["number"] for cite in _truth(file)["citations"]}
    assert {cite.number for cite in fields.citations if cite.number} <= wanted


@pytest.mark.parametrize("file", _cases("attachments", lambda truth: bool(truth["attachments"])))
def test_enclosed_documents_are_kept_and_read(read: Reader, file: str) -> None:
    extracted, _, _ = read(file)
    assert [one.received_as for one in extracted.attachments] == _truth(file)["attachments"]
    heads = ("ĐẢNG CỘNG SẢN VIỆT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert all(any(head in one.text for head in heads) for one in extracted.attachments)


def test_scans_show_no_text_of_their_own(read: Reader) -> None:
    scans = [file for file in FILES if _truth(file)["readable"] == "after-ocr"]
    assert len(scans) == 10
    assert {page.kind for file in scans for page in read(file)[0].pages} == {PageText.IMAGE}


# --------------------------------------------------------------------------- scans, recognised

SETUP = find_setup()
_FAST = ("1302-UBND-VX hoa toc.jpg", "10-BC-VPTU dau do.jpg")  # the others are read in the slow run


def _scans() -> list[Any]:  # pytest's parameter sets
    files = [file for file in FILES if _truth(file)["after_ocr"] is not None]
    return [pytest.param(file, marks=[] if file in _FAST else [pytest.mark.slow]) for file in files]


@pytest.mark.skipif(not SETUP.usable, reason="needs the system package tesseract-ocr-vie (make system-deps)")
@pytest.mark.parametrize("file", _scans())
def test_a_scan_is_read_with_its_stamps(tmp_path: Path, file: str) -> None:
    truth = _truth(file)
    with Archive.create(tmp_path / "kho") as archive:
        filed = archive.file(INBOX / file)
        assert filed.document is not None
        assert filed.document.access is Access.HELD
        (result,) = archive.recognise_pending()
        assert (result.outcome is Recognition.WITHDRAWN) == truth["after_ocr"]["withdrawn"]
        if result.document is None:
            assert archive.find(kind="bao-cao") == ()
            return
        _assert_read(result.document, archive.text(result.document.id), truth)


def _assert_read(document: Document, text: str, truth: dict[str, Any]) -> None:  # JSON
    fields, arrival = truth["fields"], truth["after_ocr"]["arrival"]
    urgency = document.readings.get(FieldName.URGENCY)
    # A stamp is read, or the document stays held for a person; it is never passed over.
    if document.access is Access.OPEN:
        assert (urgency.value if urgency else None) == fields["urgency"]
    assert document.number in (fields["number"], None)
    assert document.issued_text in (fields["issued"], None)
    if arrival is not None:
        assert arrival["number"] not in (document.number or "")
        assert document.issued_text != arrival["date"]
    wanted = set(re.findall(r"\w+", fields["subject"].lower()))
    found = set(re.findall(r"\w+", text.lower()))
    assert len(wanted & found) >= 0.8 * len(wanted)
    assert Reason.TEXT_PENDING not in document.reasons


# --------------------------------------------------------------------------- the set itself


def test_the_set_is_large_and_small_enough() -> None:
    assert len(FILES) >= 45
    assert sum(path.stat().st_size for path in INBOX.rglob("*") if path.is_file()) < 6_000_000
    assert sorted(
        path.relative_to(INBOX).as_posix() for path in INBOX.rglob("*") if path.is_file()
    ) == sorted(FILES)


def test_the_set_covers_what_an_office_gets() -> None:
    truths = [_truth(file) for file in FILES]
    fields = [truth["fields"] for truth in truths]
    assert {"en", "de", "nb", "he", "vi"} <= {one["language"] for one in fields}
    assert {"central", "provincial", "district", "commune"} <= {one["level"] for one in fields}
    assert len({one["kind"] for one in fields if one["kind"]}) >= 18
    assert {truth["outcome"] for truth in truths} == {
        "filed",
        "review",
        "duplicate",
        "quarantined",
        "refused",
    }
    assert {"amends", "replaces", "implements", "reports-on"} <= {
        one["relation"] for one in INDEX["relations"]
    }
    assert len(INDEX["reconcile"]) >= 5


_OTHER_WRAPPINGS = {FODP, FODS, FODT, EXCEL_XML, WORD_PACKAGE, WORD_XML, XLSB}
"""The same documents as one XML file or in binary parts; `tests/unit/test_extract_flat.py` makes them."""


def test_every_type_that_is_read_is_in_the_set() -> None:
    found = {detect(INBOX / file).media_type for file in FILES if _truth(file)["outcome"] != "quarantined"}
    assert found == media_types() - _OTHER_WRAPPINGS


def test_look_alikes_carry_one_number_and_different_issuers() -> None:
    assert "12-NQ/TU" in {one["number"] for one in INDEX["look_alikes"]}
    for group in INDEX["look_alikes"]:
        issuers = {_truth(file)["fields"]["issuer"] for file in group["files"]}
        assert len(issuers) == len(group["files"])


def test_the_duplicate_is_one_byte_for_byte() -> None:
    ((original, copy),) = INDEX["duplicates"]
    assert (INBOX / original).read_bytes() == (INBOX / copy).read_bytes()


@pytest.mark.parametrize("file", _cases("footer", lambda truth: truth["readable"] == "now"))
def test_every_document_says_that_it_is_made(read: Reader, file: str) -> None:
    if file.endswith((".docx", ".odt")):
        package = zipfile.ZipFile(INBOX / file)
        with package:
            parts = [name for name in package.namelist() if "footer" in name or name == "styles.xml"]
            texts = ["".join(package.read(name).decode() for name in parts)]
    elif file.endswith(".pdf"):
        texts = [page.text for page in read(file)[0].pages]
    elif file.endswith(".rtf"):
        texts = [(INBOX / file).read_text(encoding="ascii")]
    else:
        texts = [read(file)[0].text]
    assert texts
    assert all("Made sample of the archivist test set" in text for text in texts)


@pytest.fixture
def making(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:  # the generator is no installed package
    monkeypatch.syspath_prepend(str(SAMPLES))
    yield_modules = [name for name in sys.modules if name == "making" or name.startswith("making.")]
    for name in yield_modules:
        monkeypatch.delitem(sys.modules, name)
    return lambda name: importlib.import_module(f"making.{name}")


def test_the_truth_files_are_those_of_the_records(making: Callable[[str], Any], tmp_path: Path) -> None:
    making("expected").write_truth(making("records").load_samples(), tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in EXPECTED.iterdir()}


def test_formats_written_by_hand_are_made_again_byte_for_byte(
    making: Callable[[str], Any], tmp_path: Path
) -> None:
    plain = making("plain")
    makers = {
        "odt": plain.write_odt,
        "rtf": plain.write_rtf,
        "html": plain.write_html,
        "txt": plain.write_text,
        "markdown": plain.write_markdown,
    }
    office = making("office")
    names = ("doc", "xlsx", "xls", "ods", "pptx", "ppt", "odp", "epub")
    makers |= {name: getattr(office, f"write_{name}") for name in names}
    samples = [sample for sample in making("records").load_samples() if sample.maker in makers]
    assert {sample.maker for sample in samples} == set(makers)
    for sample in samples:
        made = tmp_path / "made"
        makers[sample.maker](sample, made)
        assert made.read_bytes() == (INBOX / sample.file).read_bytes(), sample.file
