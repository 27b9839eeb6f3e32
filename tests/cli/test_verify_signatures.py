"""``archivist verify-signatures``, what `show` and `search` say of signatures, and `doctor`."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("pyhanko", reason="the extra archivist[sign] is not installed")

from support.copies import copied
from support.program import Program
from support.signing import authority, letter, save, sign

CA = authority()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with a signed and an unsigned letter, and no roots yet."""
    folder = tmp_path_factory.mktemp("made")
    program = Program(home=folder, environ={"ARCHIVIST_ARCHIVE": str(folder / "kho")})
    assert program.inside("init", folder / "kho").code == 0
    signed = save(folder / "đã ký.pdf", sign(letter(), CA.signer(), reason="Ban hành"))
    plain = save(folder / "chưa ký.pdf", letter())
    assert program.inside("add", signed, plain).code == 0
    return folder


@pytest.fixture
def kho(made: Path, cli: Program, tmp_path: Path) -> Program:
    copied(made, tmp_path)
    return Program(home=cli.home, environ={"ARCHIVIST_ARCHIVE": str(tmp_path / "kho")})


def trusting(kho: Program) -> Program:
    save(Path(kho.environ["ARCHIVIST_ARCHIVE"]) / "trust" / "root.crt", CA.der())
    return kho


def test_new_roots_change_the_record_once(kho: Program) -> None:
    before = kho.inside("verify-signatures", "--all", "--json").records
    assert [record["type"] for record in before] == ["signatures", "summary"]
    assert (before[0]["signed"], before[0]["changed"], before[0]["roots"]) == ("not-checked", False, 0)
    trusting(kho)
    first, summary = kho.inside("verify-signatures", "--all", "--json").records
    assert (first["before"], first["signed"], first["changed"], first["revision"]) == (
        "not-checked",
        "valid",
        True,
        2,
    )
    assert (summary["checked"], summary["changed"], summary["valid"], summary["problems"]) == (1, 1, 1, 0)
    again = kho.inside("verify-signatures", first["document"], "--json").records
    assert not again[0]["changed"]


def test_it_says_in_words_what_came_out(kho: Program) -> None:
    answer = trusting(kho).inside("verify-signatures", "--all", "--language", "vi")
    assert answer.code == 0
    assert "hợp lệ (trước đó: chưa kiểm tra)" in " ".join(answer.out.split())
    assert "đã kiểm tra 1 văn bản" in answer.err
    assert "1 bản ghi thay đổi" in answer.err


def test_what_is_no_certificate_is_named(kho: Program) -> None:
    save(Path(kho.environ["ARCHIVIST_ARCHIVE"]) / "trust" / "x.pem", b"no certificate")
    answer = kho.inside("verify-signatures", "--all", "--language", "vi")
    assert "trust/x.pem không có chứng thư nào đọc được" in answer.err


@pytest.mark.parametrize("words", [(), ("--all", "39-NQ/TU")])
def test_documents_or_all_must_be_named(kho: Program, words: tuple[str, ...]) -> None:
    answer = kho.inside("verify-signatures", *words)
    assert answer.code == 2
    assert "--all" in answer.err


def test_show_and_search_tell(kho: Program) -> None:
    trusting(kho).inside("verify-signatures", "--all")
    (hit, _) = kho.inside("search", "--signed", "valid", "--json").records
    identity = hit["document"]["id"]
    (shown,) = kho.inside("show", identity, "--json").records
    assert shown["signed"] == "valid"
    assert shown["signatures"][0]["signer"] == "Nguyễn Văn Thử"
    assert shown["signatures_checked"]["library"].startswith("pyHanko ")
    words = kho.inside("show", identity).out
    assert "Nguyễn Văn Thử" in words
    assert "with pyHanko 0.38" in " ".join(words.split())
    assert kho.inside("search", "signed:none", "--json").records[-1]["total"] == 1


def test_doctor_knows_the_extra_and_the_roots(kho: Program) -> None:
    found = {record.get("name"): record for record in kho.inside("doctor", "--json").records}
    assert found["pyhanko"]["state"] == "good"
    assert found["pyhanko"]["text"].startswith("0.38.")
    assert found["trust"]["state"] == "note"
    found = {record.get("name"): record for record in trusting(kho).inside("doctor", "--json").records}
    assert found["trust"]["state"] == "good"
