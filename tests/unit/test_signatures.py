"""Digital signatures: what each kind of signed file comes to, in the worker's own code."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

pytest.importorskip("pyhanko", reason="the extra archivist[sign] is not installed")

from support.extracting import read
from support.signing import (
    YEAR_2018,
    authority,
    claimed_time,
    flipped,
    letter,
    off_the_page,
    save,
    sign,
    with_more_content,
    with_note,
    with_revocations,
)

from archivist import signing
from archivist.extract import signatures
from archivist.extract.limits import Limits
from archivist.extract.pool import WorkerPool
from archivist.extract.verified import Verified, pdf_moment
from archivist.extracted import SignatureField
from archivist.layout import document_id, relative_folder
from archivist.model import (
    ChangedAfter,
    Document,
    Integrity,
    Signature,
    SignatureRemark,
    Signed,
    StoredFile,
    TimeSource,
    Trust,
)

NOW = dt.datetime(2026, 11, 22, 8, 0, tzinfo=dt.UTC)
YEAR_2021 = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
STAMPED = dt.datetime(2020, 6, 1, 9, 30, tzinfo=dt.UTC)
CA = authority()


@pytest.fixture
def trust(tmp_path: Path) -> Path:
    folder = tmp_path / "trust"
    folder.mkdir()
    save(folder / "root.pem", CA.pem())
    return folder


@pytest.fixture(scope="module")
def signed_once() -> bytes:
    return sign(letter(), CA.signer(), page=1, reason="Ban hành")


def check(data: bytes, trust: Path, at: dt.datetime = NOW) -> Verified:
    return signatures.verify(save(trust.parent / "x.pdf", data), trust_dir=trust, at=at)


def judged(found: tuple[Signature, ...]) -> Signed:
    sha = "0" * 64
    file = StoredFile(
        name="original.pdf", received_as="x.pdf", media_type="application/pdf", size=1, sha256=sha
    )
    return Document(
        id=document_id(sha),
        revision=1,
        sha256=sha,
        path=relative_folder(sha, NOW),
        filed_at=NOW,
        files=(file,),
        signatures=found,
    ).signed


def test_a_good_signature_is_listed_with_all_it_says(signed_once: bytes, trust: Path) -> None:
    verified = check(signed_once, trust)
    (found,) = verified.signatures
    assert (found.signer, found.organisation) == ("Nguyễn Văn Thử", "Ủy ban nhân dân tỉnh Hà Lam")
    assert (found.reason, found.page) == ("Ban hành", 2)
    assert (found.integrity, found.trust) == (Integrity.INTACT, Trust.TRUSTED)
    assert (found.changed_after, found.covers_file) == (ChangedAfter.NONE, True)
    assert found.remarks == (SignatureRemark.REVOCATION_UNKNOWN,)
    assert found.time_source is TimeSource.FILE
    assert dt.datetime.fromisoformat(found.signed_at).tzinfo is not None
    assert judged(verified.signatures) is Signed.VALID
    assert verified.library.startswith("pyHanko 0.38")
    assert verified.roots == 1


def test_a_turned_bit_breaks_it(signed_once: bytes, trust: Path) -> None:
    (found,) = check(flipped(signed_once), trust).signatures
    assert (found.integrity, found.trust) == (Integrity.BROKEN, Trust.NOT_CHECKED)
    assert judged((found,)) is Signed.INVALID


def test_what_is_drawn_after_signing_makes_it_invalid_though_it_is_intact(
    signed_once: bytes, trust: Path
) -> None:
    (found,) = check(with_more_content(signed_once), trust).signatures
    assert (found.integrity, found.trust) == (Integrity.INTACT, Trust.TRUSTED)
    assert (found.changed_after, found.covers_file) == (ChangedAfter.OTHER, False)
    assert judged((found,)) is Signed.INVALID


@pytest.mark.parametrize(
    ("behind", "signed"),
    [
        (b"\r\n \n", Signed.VALID),
        (b"% x\n", Signed.INVALID),
        (b"9 0 obj\n<< /Type /Page >>\nendobj\n", Signed.INVALID),
    ],
    ids=["white space", "a remark", "an object"],
)
@pytest.mark.parametrize("ended", [False, True], ids=["not ended", "ended like a revision"])
def test_bytes_behind_the_last_revision_were_signed_by_nobody(
    signed_once: bytes, trust: Path, behind: bytes, signed: Signed, ended: bool
) -> None:
    if ended:
        behind += signed_once[signed_once.rindex(b"startxref") :]
        signed = Signed.INVALID
    verified = check(signed_once + behind, trust)
    assert judged(verified.signatures) is signed
    assert verified.signatures[0].integrity is Integrity.INTACT
    assert verified.signatures[0].covers_file is (signed is Signed.VALID)


def test_bytes_behind_validation_data_were_signed_by_nobody(trust: Path) -> None:
    data = sign(letter(), CA.signer(), clock=CA.clock(dt.datetime.now(dt.UTC)), long_term=CA)
    assert judged(check(data + b"\n", trust).signatures) is Signed.VALID
    assert judged(check(data + b"\n% x", trust).signatures) is Signed.INVALID


def test_a_time_stamp_of_an_unknown_authority_is_a_claim(trust: Path) -> None:
    stranger = authority("Cơ quan dấu thời gian lạ")
    (found,) = check(sign(letter(), CA.signer(), clock=stranger.clock(STAMPED)), trust).signatures
    assert SignatureRemark.TIMESTAMP_UNTRUSTED in found.remarks
    (known,) = check(sign(letter(), CA.signer(), clock=CA.clock(STAMPED)), trust).signatures
    assert SignatureRemark.TIMESTAMP_UNTRUSTED not in known.remarks


def test_a_second_signature_is_allowed_and_decides(signed_once: bytes, trust: Path) -> None:
    both = sign(signed_once, CA.signer("Văn thư"), "Signature2")
    first, second = check(both, trust).signatures
    assert (first.changed_after, first.covers_file) == (ChangedAfter.ALLOWED, False)
    assert (second.signer, second.page, second.covers_file) == ("Văn thư", 1, True)
    assert judged((first, second)) is Signed.VALID


def test_stamps_of_office_programs_do_not_spoil_the_document(signed_once: bytes, trust: Path) -> None:
    # Signature, then number, day and month as fields of their own, each a signature: the first one
    # reports a change that no rule allows, the last one vouches for the file.
    data = with_note(signed_once)
    for place, name in enumerate(("Văn thư", "Văn thư", "Văn thư", "Ủy ban nhân dân"), start=2):
        data = sign(data, CA.signer(name), f"Signature{place}", pades=False)
    found = check(data, trust).signatures
    assert [one.signer for one in found][::4] == ["Nguyễn Văn Thử", "Ủy ban nhân dân"]
    assert found[0].changed_after is ChangedAfter.OTHER
    assert {one.integrity for one in found} == {Integrity.INTACT}
    assert judged(found) is Signed.VALID
    assert judged(check(with_note(data), trust).signatures) is Signed.INVALID


def test_the_signature_of_an_unknown_authority_is_intact_and_untrusted(trust: Path) -> None:
    (found,) = check(sign(letter(), authority("Cơ quan lạ").signer()), trust).signatures
    assert (found.integrity, found.trust) == (Integrity.INTACT, Trust.UNTRUSTED)
    assert judged((found,)) is Signed.UNTRUSTED


def test_the_last_signer_counts_not_the_first(signed_once: bytes, trust: Path) -> None:
    both = sign(signed_once, authority("Cơ quan lạ").signer("Người lạ"), "Signature2")
    assert judged(check(both, trust).signatures) is Signed.UNTRUSTED


def test_without_roots_trust_is_not_decided(signed_once: bytes, tmp_path: Path) -> None:
    (found,) = check(signed_once, tmp_path / "nowhere").signatures
    assert (found.integrity, found.trust) == (Integrity.INTACT, Trust.NOT_CHECKED)
    assert found.remarks == (SignatureRemark.NO_ROOTS,)
    assert judged((found,)) is Signed.NOT_CHECKED
    (broken,) = check(flipped(signed_once), tmp_path / "nowhere").signatures
    assert judged((broken,)) is Signed.INVALID


def test_a_certificate_that_had_run_out_needs_a_time_stamp(trust: Path) -> None:
    signer = CA.signer(until=YEAR_2021)
    (bare,) = check(sign(letter(), signer), trust).signatures
    assert (bare.trust, bare.remarks) == (Trust.UNTRUSTED, (SignatureRemark.CERTIFICATE_EXPIRED,))
    (stamped,) = check(sign(letter(), signer, clock=CA.clock(STAMPED)), trust).signatures
    assert stamped.trust is Trust.TRUSTED
    assert (stamped.signed_at, stamped.time_source) == (STAMPED.isoformat(), TimeSource.TIMESTAMP)
    stranger = authority("Cơ quan lạ").clock(STAMPED)
    (doubtful,) = check(sign(letter(), signer, clock=stranger), trust).signatures
    assert doubtful.trust is Trust.UNTRUSTED


def test_certificates_are_judged_as_of_the_filing(trust: Path) -> None:
    data = sign(letter(), CA.signer(until=YEAR_2021))
    (found,) = check(data, trust, at=YEAR_2021 - dt.timedelta(days=30)).signatures
    assert found.trust is Trust.TRUSTED
    (early,) = check(data, trust, at=YEAR_2018 - dt.timedelta(days=30)).signatures
    assert early.trust is Trust.UNTRUSTED


def test_local_time_that_is_labelled_utc_is_not_believed(trust: Path) -> None:
    # Seven hours off: what office programs of 2024 wrote into the signed attributes.
    wrong = dt.datetime(2024, 9, 13, 16, 49, 11, tzinfo=dt.UTC)
    data = sign(letter(), CA.signer(claimed=wrong), pades=False)
    assert claimed_time(data) == wrong
    (found,) = check(data, trust).signatures
    assert found.time_source is TimeSource.FILE
    assert not found.signed_at.startswith("2024-09-13")
    (stamped,) = check(
        sign(letter(), CA.signer(claimed=wrong), pades=False, clock=CA.clock(STAMPED)), trust
    ).signatures
    assert stamped.signed_at == STAMPED.isoformat()


def test_validation_data_added_for_the_long_term_is_no_change(trust: Path) -> None:
    data = sign(letter(), CA.signer(), clock=CA.clock(dt.datetime.now(dt.UTC)), long_term=CA)
    (found,) = check(data, trust, at=dt.datetime.now(dt.UTC)).signatures
    assert (found.changed_after, found.covers_file) == (ChangedAfter.ALLOWED, True)
    assert judged((found,)) is Signed.VALID


def test_the_trust_folder_takes_pem_and_der_and_names_what_is_no_certificate(trust: Path) -> None:
    save(trust / "der.CER", authority("Cơ quan lạ").der())
    save(trust / "two.crt", CA.pem() + authority("Cơ quan khác").pem())
    save(trust / "broken.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    save(trust / "empty.crt", b"")
    save(trust / "README.txt", b"not looked at")
    roots = signatures.read_roots(trust)
    assert sorted(item.subject.native["common_name"] for item in roots.certificates) == [
        "Cơ quan chứng thực thử",
        "Cơ quan khác",
        "Cơ quan lạ",
    ]
    assert [problem.split(" ")[0] for problem in roots.problems] == ["trust/broken.pem", "trust/empty.crt"]


def test_a_leaf_in_the_trust_folder_is_no_authority(trust: Path) -> None:
    stranger = authority("Cơ quan lạ").signer()
    assert stranger.signing_cert is not None
    save(trust / "leaf.crt", stranger.signing_cert.dump())
    verified = check(sign(letter(), stranger), trust)
    assert verified.signatures[0].trust is Trust.UNTRUSTED
    assert verified.problems == ("trust/leaf.crt: a certificate in it belongs to no authority",)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"\0" * 4000, letter()[:900]])
def test_what_is_no_signed_pdf_has_no_signatures(data: bytes, trust: Path) -> None:
    assert check(data, trust).signatures == ()


def test_a_signature_that_cannot_be_made_sense_of_stays_listed(
    signed_once: bytes, trust: Path, tmp_path: Path
) -> None:
    start = signed_once.index(b"/Contents <") + len(b"/Contents <")
    data = signed_once[:start] + b"30820aff" + signed_once[start + 8 :]
    path = save(tmp_path / "garbage.pdf", data)
    assert signatures.verify(path, trust_dir=trust, at=NOW).signatures == ()
    known = signing.listed((SignatureField(name="A", signed_at="2024-09-13T16:49:11+07:00", page=1),))
    found = signing.check(path, known, checker=_InProcess(), trust_dir=trust, there_at=NOW, now=NOW)
    (kept,) = found.signatures
    assert (kept.signer, kept.signed_at, kept.page) == ("A", "2024-09-13T16:49:11+07:00", 1)
    assert (kept.integrity, kept.remarks) == (Integrity.NOT_CHECKED, (SignatureRemark.NOT_UNDERSTOOD,))
    assert judged(found.signatures) is Signed.NOT_CHECKED


class _InProcess:
    """The worker's code without its process."""

    def verify(self, path: Path, *, trust_dir: Path, at: dt.datetime) -> Verified:
        return signatures.verify(path, trust_dir=trust_dir, at=at)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("D:20240913164911+07'00'", "2024-09-13T16:49:11+07:00"),
        ("D:20240913164911-04'30", "2024-09-13T16:49:11-04:30"),
        ("D:20240913164911Z", "2024-09-13T16:49:11+00:00"),
        ("D:20240913164911", "2024-09-13T16:49:11"),
        ("D:2024", "2024-01-01T00:00:00"),
        ("20240913", "2024-09-13T00:00:00"),
        ("D:20241313164911Z", ""),
        ("D:20240913164911+99'00'", ""),
        ("13.09.2024 16:49:11", ""),
        ("", ""),
    ],
)
def test_dates_as_pdf_writes_them(written: str, read: str) -> None:
    assert pdf_moment(written) == read


def test_a_signature_on_no_page_is_listed_too(signed_once: bytes, trust: Path, tmp_path: Path) -> None:
    hidden = off_the_page(signed_once)
    found = read(save(tmp_path / "hidden.pdf", hidden)).signatures
    assert [(one.name, one.page) for one in found] == [("Nguyễn Văn Thử", None)]
    (checked,) = check(hidden, trust).signatures
    assert (checked.integrity, checked.page) == (Integrity.INTACT, None)


def test_the_structure_lists_what_the_library_finds(signed_once: bytes, trust: Path, tmp_path: Path) -> None:
    data = sign(with_note(signed_once), CA.signer("Văn thư"), "Signature2", pades=False)
    data = sign(
        data, CA.signer("Ủy ban"), "Signature3", clock=CA.clock(dt.datetime.now(dt.UTC)), long_term=CA
    )
    found = signing.listed(read(save(tmp_path / "x.pdf", data)).signatures)
    checked = check(data, trust).signatures
    assert sorted((one.signer, one.page) for one in found) == sorted(
        (one.signer, one.page) for one in checked
    )


def test_a_revocation_list_inside_the_file_counts(trust: Path) -> None:
    signer = CA.signer()
    assert signer.signing_cert is not None
    serial = signer.signing_cert.serial_number
    data = sign(letter(), signer)
    listed = dt.datetime(2024, 1, 1, tzinfo=dt.UTC)
    (revoked,) = check(with_revocations(data, CA, (serial,), listed), trust).signatures
    assert (revoked.integrity, revoked.trust) == (Integrity.INTACT, Trust.UNTRUSTED)
    assert revoked.remarks == (SignatureRemark.REVOKED,)
    (other,) = check(with_revocations(data, CA, (serial + 1,), listed), trust).signatures
    assert (other.trust, other.covers_file) == (Trust.TRUSTED, True)
    stale = with_revocations(data, CA, (), listed, listed + dt.timedelta(days=7))
    assert judged(check(stale, trust).signatures) is Signed.VALID
    stranger = authority("Cơ quan lạ")
    (foreign,) = check(with_revocations(data, stranger, (serial,), listed), trust).signatures
    assert foreign.trust is Trust.TRUSTED


def test_a_check_that_takes_too_long_leaves_the_signatures_unchecked(
    signed_once: bytes, trust: Path, tmp_path: Path
) -> None:
    path = save(tmp_path / "slow.pdf", signed_once)
    known = signing.listed(read(path).signatures)
    with WorkerPool(Limits(wall_seconds=0.05)) as pool:  # importing pyHanko alone takes longer
        found = signing.check(path, known, checker=pool, trust_dir=trust, there_at=NOW, now=NOW)
    assert found.signatures == known
    assert found.check is None
    assert "longer than 0.05 s" in found.problem
    assert judged(found.signatures) is Signed.NOT_CHECKED
