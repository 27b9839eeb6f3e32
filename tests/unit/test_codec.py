from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path

import pytest
from support.records import AT, document, receipt

from archivist.errors import FormatTooNew, RecordDamaged
from archivist.layout import document_id, relative_folder
from archivist.model import SignatureRemark, Signed, Trust
from archivist.store import (
    Tombstone,
    decode_document,
    decode_receipt,
    decode_tombstone,
    encode_document,
    encode_receipt,
    encode_tombstone,
)

PATH = Path("/kho/documents/2026/11/x/record.json")


def edited(**changes: object) -> bytes:
    values = json.loads(encode_document(document()))
    for key, value in changes.items():
        if value is None:
            del values[key]
        else:
            values[key] = value
    return json.dumps(values).encode()


def test_a_record_is_readable_without_the_program() -> None:
    text = encode_document(document()).decode("utf-8")
    assert "Chỉ thị" in text
    assert '"value": "05-CT/TU"' in text
    assert text.endswith("}\n")


def test_equal_documents_give_equal_bytes() -> None:
    one = document()
    turned = dataclasses.replace(one, readings=dict(reversed(list(one.readings.items()))))
    assert one == turned
    assert encode_document(one) == encode_document(turned)


def test_unknown_keys_are_ignored() -> None:
    assert decode_document(edited(fonds={"number": 12}, later="x"), PATH) == document()


@pytest.mark.parametrize("written", [2, 0, 99])
def test_another_format_is_refused(written: int) -> None:
    with pytest.raises(FormatTooNew) as caught:
        decode_document(edited(format=written), PATH)
    assert str(written) in str(caught.value)
    assert caught.value.path == PATH


@pytest.mark.parametrize(
    ("changes", "named", "found"),
    [
        ({"sha256": "abc"}, "sha256: expected 64 hex digits", '"abc"'),
        ({"id": None}, "id: expected text", "nothing"),
        ({"id": "../../../etc/passwd"}, "id: expected the id of a document", "passwd"),
        ({"path": "documents/../../etc"}, "path: expected the folder of a document", "etc"),
        ({"revision": "2"}, "revision: expected a whole number", '"2"'),
        ({"revision": True}, "revision: expected a whole number", "true"),
        ({"revision": -1}, "revision: expected a whole number", "-1"),
        ({"filed_at": "yesterday"}, "filed_at: expected a time", "yesterday"),
        ({"filed_at": "2026-11-22T09:31:07"}, "filed_at: expected a time with its offset", "2026"),
        ({"files": []}, "files: expected at least one file", "a list"),
        ({"files": {}}, "files: expected a list", "an object"),
        ({"files": [7]}, "files[0]: expected an object", "7"),
        ({"files": [{"name": "../x"}]}, "files[0].name: expected original.*", '"../x"'),
        ({"access": "public"}, "access: expected one of: open, held", '"public"'),
        ({"reasons": ["number-missing", "bad-mood"]}, "reasons: expected some of", "a list"),
        ({"kind": "chi-thi"}, "kind: expected an object", '"chi-thi"'),
        ({"kind": {"code": "chi-thi"}}, "kind.title: expected text", "nothing"),
        (
            {"readings": {"number": {"value": "1", "confidence": "high"}}},
            "readings.number.confidence: expected a number",
            '"high"',
        ),
        (
            {
                "readings": {
                    "number": {"value": "1", "confidence": 1, "evidence": [{"source": "p", "box": [1]}]}
                }
            },
            "readings.number.evidence[0].box: expected 4 numbers",
            "a list",
        ),
        ({"versions": {"reader": 7}}, "versions.reader: expected text", "7"),
        ({"warnings": "one"}, "warnings: expected a list", '"one"'),
    ],
)
def test_damage_is_named_with_file_key_and_what_is_there(
    changes: dict[str, object], named: str, found: str
) -> None:
    with pytest.raises(RecordDamaged) as caught:
        decode_document(edited(**changes), PATH)
    message = str(caught.value)
    assert message.startswith(f"{PATH}: {named}")
    assert found in message
    assert caught.value.path == PATH


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 50, b"[]", b'{"format": 1', b"\xff\xfe{}", b"7", b"[" * 100_000, b"null"]
)
def test_what_is_no_json_object_is_damaged(data: bytes) -> None:
    for decode in (decode_document, decode_receipt, decode_tombstone):
        with pytest.raises(RecordDamaged):
            decode(data, PATH)


def test_a_file_name_that_is_no_utf8_keeps_its_bytes_and_stays_readable() -> None:
    raw = b"C\xf4ng v\xe3n s\xe8 5.doc"
    mine = receipt(document())
    mine = dataclasses.replace(mine, received_as=os.fsdecode(raw), source="/in/" + os.fsdecode(raw))
    data = encode_receipt(mine)
    values = json.loads(data.decode("utf-8"))
    assert values["received_as"] == "C\ufffdng v\ufffdn s\ufffd 5.doc"
    assert os.fsencode(decode_receipt(data, PATH).received_as) == raw
    assert decode_receipt(data, PATH) == mine


def test_a_broken_base64_name_is_named() -> None:
    values = json.loads(encode_receipt(receipt(document())))
    for bad in ("%%%", 7):
        values["source_b64"] = bad
        with pytest.raises(RecordDamaged, match="source_b64: expected base64"):
            decode_receipt(json.dumps(values).encode(), PATH)


def test_lone_surrogates_in_text_survive_in_valid_utf8() -> None:
    mine = dataclasses.replace(document(), warnings=("broken \ud800 text", "\udfff"))
    data = encode_document(mine)
    data.decode("utf-8")
    assert decode_document(data, PATH) == mine


def test_tombstones_come_back() -> None:
    mine = Tombstone(id=document().id, sha256=document().sha256, at=AT, by="Lan", reason="theo quyết định")
    assert decode_tombstone(encode_tombstone(mine), PATH) == mine


def test_ids_are_the_first_26_characters_of_base32() -> None:
    import base64

    sha = document().sha256
    whole = base64.b32encode(bytes.fromhex(sha)).decode().lower()
    assert document_id(sha) == whole[:26]
    with pytest.raises(ValueError):
        document_id("abcd")


def test_the_folder_is_named_by_the_day_in_utc() -> None:
    import datetime as dt

    hanoi = dt.timezone(dt.timedelta(hours=7))
    early = dt.datetime(2027, 1, 1, 6, 30, tzinfo=hanoi)
    sha = document().sha256
    assert relative_folder(sha, early) == f"documents/2026/12/20261231-{document_id(sha)}"


def test_records_written_before_signatures_were_kept_are_read() -> None:
    data = edited()
    assert b"signatures" not in data
    read = decode_document(data, PATH)
    assert read.signatures == ()
    assert read.signatures_checked is None
    assert read.signed is Signed.NONE


def test_what_a_later_program_remarks_on_a_signature_is_passed_over() -> None:
    item = {"integrity": "intact", "covers_file": True, "remarks": ["revoked", "told-by-an-oracle"]}
    (signature,) = decode_document(edited(signatures=[item]), PATH).signatures
    assert signature.remarks == (SignatureRemark.REVOKED,)
    assert signature.trust is Trust.NOT_CHECKED
