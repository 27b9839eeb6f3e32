"""Status as of a date: the rules of relations, §3."""

from __future__ import annotations

import dataclasses
import datetime as dt
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.standing import CHANGES_12, NEW, OLD, Maker, central_text, text_of

from archivist import Archive
from archivist.deciding import RelationFilter, Ruling
from archivist.model import RelationState, Status, StatusCode, Validity
from archivist.validity import StatusBook, in_force

PERSON = "Nguyễn Thị Mẫu"


@pytest.fixture
def maker(tmp_path: Path) -> Iterator[Maker]:
    with Archive.create(tmp_path / "kho", name="Kho thử") as archive:
        made = Maker(archive, tmp_path)
        yield made
        made.archive.close()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def confirm_all(archive: Archive) -> None:
    archive.standing.decide(RelationFilter(), Ruling(verdict=RelationState.CONFIRMED, by=PERSON))


def on(archive: Archive, id_: str, date: str) -> Status:
    status = archive.status(id_, as_of=day(date))
    # One rule book: the status of one document and that of all are the same.
    assert (id_ in in_force(archive._ws, day(date))) == (
        status.validity in (Validity.IN_FORCE, Validity.PARTLY)
    )
    # So is that of a page of results, of which what takes a few questions is asked at once.
    book = StatusBook(archive._ws)
    book.take({str(row.id): row for row in archive._ws.catalogue.rows()})
    assert book.status(id_, day(date)) == StatusBook(archive._ws).status(id_, day(date))
    return status


def codes(status: Status) -> list[StatusCode]:
    return [one.code for one in status.reasons]


def test_rule_1_from_the_day_of_signing(maker: Maker) -> None:
    id_ = maker.decision(OLD, day="15/03/2021", body="Điều 2. Quyết định này có hiệu lực từ ngày ký.")
    assert on(maker.archive, id_, "2021-03-14").validity is Validity.NOT_YET
    status = on(maker.archive, id_, "2021-03-15")
    assert (status.validity, status.since, codes(status)) == (
        Validity.IN_FORCE,
        day("2021-03-15"),
        [StatusCode.EFFECTIVE_CLAUSE],
    )
    assert status.reasons[0].evidence is not None
    assert "có hiệu lực từ ngày ký" in status.reasons[0].evidence.quote


@pytest.mark.parametrize(
    ("clause", "first"),
    [
        ("Quyết định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2021.", "2021-07-01"),
        ("Quyết định này có hiệu lực thi hành sau 45 ngày, kể từ ngày ký.", "2021-04-29"),
        ("Quyết định này được phổ biến đến chi bộ và có hiệu lực từ ngày 01/7/2021.", "2021-07-01"),
    ],
)
def test_rule_1_from_a_stated_day(maker: Maker, clause: str, first: str) -> None:
    id_ = maker.decision(OLD, day="15/03/2021", body=f"Điều 2. {clause}")
    eve = (day(first) - dt.timedelta(days=1)).isoformat()
    assert on(maker.archive, id_, eve).validity is Validity.NOT_YET
    assert on(maker.archive, id_, first).validity is Validity.IN_FORCE


def test_rule_1_without_a_clause_from_issue_and_it_says_so(maker: Maker) -> None:
    id_ = maker.decision(OLD, day="15/03/2021")
    assert codes(on(maker.archive, id_, "2021-03-15")) == [StatusCode.EFFECTIVE_ON_ISSUE]


def test_rule_2_replaced_from_the_day_the_new_one_has_effect(maker: Maker) -> None:
    old, new = maker.decision(OLD, day="15/03/2021"), maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2023-02-09").validity is Validity.IN_FORCE
    status = on(maker.archive, old, "2023-02-10")
    assert (status.validity, status.since, codes(status)) == (
        Validity.EXPIRED,
        day("2023-02-10"),
        [StatusCode.REPLACED],
    )
    reason = status.reasons[0]
    assert (reason.document, reason.by) == (new, PERSON)
    assert not status.by_rule


def test_rule_2_a_day_given_for_the_end(maker: Maker) -> None:
    body = (
        "Điều 2. Quyết định này có hiệu lực từ ngày ký.\n"
        "Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy hết hiệu lực kể từ ngày 01/7/2023."
    )
    old = maker.decision(OLD, day="15/03/2021")
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2023-06-30").validity is Validity.IN_FORCE
    assert on(maker.archive, old, "2023-07-01").validity is Validity.EXPIRED


def test_rule_2_own_end(maker: Maker) -> None:
    body = "Điều 2. Quyết định này có hiệu lực từ ngày ký đến hết ngày 31/12/2022."
    id_ = maker.decision(OLD, day="15/03/2021", body=body)
    assert on(maker.archive, id_, "2022-12-31").validity is Validity.IN_FORCE
    assert codes(on(maker.archive, id_, "2023-01-01")) == [StatusCode.END_CLAUSE]


def test_rule_2_the_end_of_a_period_is_a_proposal_only(maker: Maker) -> None:
    id_ = maker.decision(OLD, day="15/03/2021", subject="về công tác mẫu giai đoạn 2021-2025")
    status = on(maker.archive, id_, "2026-01-01")
    assert status.validity is Validity.IN_FORCE
    assert [one.code for one in status.review] == [StatusCode.PERIOD_ENDED]
    assert on(maker.archive, id_, "2025-12-31").review == ()


def test_rule_3_amended_or_repealed_in_parts(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = (
        "Điều 1. Sửa đổi, bổ sung một số điều của Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ"
        " Tỉnh ủy."
    )
    maker.decision(NEW, day="10/02/2022", body=body)
    body = "Điều 3. Bãi bỏ khoản 2 Điều 5 Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy."
    maker.decision("30-QĐ/TU", day="10/02/2023", body=body)
    confirm_all(maker.archive)
    assert codes(on(maker.archive, old, "2022-02-10"))[:1] == [StatusCode.AMENDED]
    status = on(maker.archive, old, "2023-02-10")
    assert status.validity is Validity.PARTLY
    assert codes(status)[:2] == [StatusCode.AMENDED, StatusCode.PARTLY_REPEALED]
    assert status.reasons[1].scope == "khoản 2 Điều 5"


def test_rule_3_one_part_of_an_act_is_not_the_whole(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = "Điều 3. Bãi bỏ một phần Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy."
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2024-01-01").validity is Validity.PARTLY


def test_suspended(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = "Điều 1. Đình chỉ thi hành Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy."
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2023-03-01").validity is Validity.SUSPENDED


def test_rule_4_a_lower_body_changes_nothing_of_a_higher(maker: Maker) -> None:
    """Also when the issuer turns out to be lower only after the confirmation."""
    high = maker.put(central_text("7-QĐ/TW", day="05/04/2018", body="Điều 1. Phạm vi."))
    body = "Điều 2. Quyết định này thay thế Quy định số 7-QĐ/TW, ngày 05/4/2018 của Ban Bí thư."
    low = maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    status = on(maker.archive, high, "2024-01-01")
    assert status.validity is Validity.IN_FORCE
    assert [(one.code, one.document) for one in status.review] == [(StatusCode.LOWER_ISSUER, low)]


def test_rule_4_confirmed_first_and_the_issuer_corrected_later(maker: Maker) -> None:
    archive = maker.archive
    old = maker.decision(OLD, day="15/03/2021")
    new = maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(archive)
    assert on(archive, old, "2024-01-01").validity is Validity.EXPIRED
    archive.revise(new, by=PERSON, issuer="van-phong-tinh-uy:lam-ha")
    status = on(archive, old, "2024-01-01")
    assert (status.validity, [one.code for one in status.review]) == (
        Validity.IN_FORCE,
        [StatusCode.LOWER_ISSUER],
    )


def test_rule_4_one_act_may_change_several(maker: Maker) -> None:
    ids = [maker.decision(f"{n}-QĐ/TU", day=f"0{n}/03/2020") for n in (1, 2)]
    body = (
        "Điều 2. Quyết định này thay thế Quyết định số 1-QĐ/TU, ngày 01/3/2020 và Quyết định số 2-QĐ/TU, ngày"
        " 02/3/2020 của Ban Thường vụ Tỉnh ủy."
    )
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    assert {on(maker.archive, id_, "2024-01-01").validity for id_ in ids} == {Validity.EXPIRED}


def test_rule_4_the_successor_of_a_merged_province_may(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021", province="HÀ GIANG")
    body = CHANGES_12.replace("của Ban Thường vụ Tỉnh ủy", "của Ban Thường vụ Tỉnh ủy Hà Giang")
    maker.decision(NEW, day="10/09/2025", body=body, province="TUYÊN QUANG")
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2025-09-09").validity is Validity.IN_FORCE, "rule 7: until it is reviewed"
    assert on(maker.archive, old, "2025-09-10").validity is Validity.EXPIRED


def test_rule_6_what_nobody_confirmed_only_flags(maker: Maker) -> None:
    old, new = maker.decision(OLD, day="15/03/2021"), maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    status = on(maker.archive, old, "2024-01-01")
    assert status.validity is Validity.IN_FORCE
    assert [(one.code, one.document) for one in status.review] == [(StatusCode.PROPOSED, new)]
    maker.archive.standing.reject(status.review[0].relation, by=PERSON)
    assert on(maker.archive, old, "2024-01-01").review == ()


def test_rule_6_a_policy_may_trust_explicit_clauses_and_says_so(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    archive = maker.trusting()
    status = on(archive, old, "2024-01-01")
    assert (status.validity, status.by_rule) == (Validity.EXPIRED, True)
    archive.standing.reject(status.reasons[0].relation, by=PERSON)
    assert on(archive, old, "2024-01-01").validity is Validity.IN_FORCE


def test_a_candidate_among_several_is_flagged_not_changed(maker: Maker) -> None:
    first = maker.decision(OLD, day="15/03/2018")
    maker.decision(OLD, day="16/03/2021")
    body = "Điều 2. Quyết định này thay thế Quyết định số 12-QĐ/TU của Ban Thường vụ Tỉnh ủy."
    maker.decision(NEW, day="10/02/2023", body=body)
    status = on(maker.archive, first, "2024-01-01")
    assert (status.validity, [one.code for one in status.review]) == (
        Validity.IN_FORCE,
        [StatusCode.PROPOSED],
    )


def test_what_was_replaced_does_not_revive(maker: Maker) -> None:
    first = maker.decision(OLD, day="15/03/2021")
    second = maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    body = "Điều 2. Bãi bỏ Quyết định số 20-QĐ/TU, ngày 10/2/2023 của Ban Thường vụ Tỉnh ủy."
    maker.decision("31-QĐ/TU", day="05/01/2024", body=body)
    confirm_all(maker.archive)
    assert on(maker.archive, second, "2024-02-01").validity is Validity.EXPIRED
    status = on(maker.archive, first, "2024-02-01")
    assert status.validity is Validity.EXPIRED
    assert [one.code for one in status.review] == [StatusCode.SOURCE_ENDED]


def test_what_never_came_into_force_replaces_nothing(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = CHANGES_12.replace("có hiệu lực từ ngày ký", "có hiệu lực từ ngày 01/6/2023")
    maker.decision(NEW, day="10/02/2023", body=body)
    body = "Điều 2. Bãi bỏ Quyết định số 20-QĐ/TU, ngày 10/2/2023 của Ban Thường vụ Tỉnh ủy."
    maker.decision("31-QĐ/TU", day="05/03/2023", body=body)
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2024-02-01").validity is Validity.IN_FORCE


def test_a_draft_is_a_draft_and_changes_nothing(maker: Maker) -> None:
    old, new = maker.decision(OLD, day="15/03/2021"), maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    maker.archive.revise(new, by=PERSON, draft="true")
    confirm_all(maker.archive)
    assert on(maker.archive, new, "2024-01-01").validity is Validity.DRAFT
    assert on(maker.archive, old, "2024-01-01").validity is Validity.IN_FORCE


def test_a_report_has_no_validity(maker: Maker) -> None:
    id_ = maker.decision("7-BC/TU", day="15/03/2021", kind="BÁO CÁO")
    status = on(maker.archive, id_, "2022-01-01")
    assert (status.validity, codes(status)) == (Validity.UNKNOWN, [StatusCode.NO_RULES])


def test_an_unknown_date_is_an_unknown_status(maker: Maker) -> None:
    id_ = maker.decision(OLD, day="15/03/2021")
    maker.archive.revise(id_, by=PERSON, issued="2021-03")
    assert codes(on(maker.archive, id_, "2022-01-01")) == [StatusCode.DATE_UNKNOWN]


def test_a_lost_basis_is_to_be_looked_at(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = (
        "- Căn cứ Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy;\n\nĐiều 1. Giao các ban."
    )
    resting = maker.decision("15-QĐ/TU", day="10/05/2021", body=body)
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(maker.archive)
    assert on(maker.archive, resting, "2023-01-01").review == ()
    status = on(maker.archive, resting, "2023-02-10")
    assert status.validity is Validity.IN_FORCE
    assert [(one.code, one.document) for one in status.review] == [(StatusCode.BASIS_LOST, old)]


def test_what_was_known_then(maker: Maker) -> None:
    archive = maker.archive
    old = maker.decision(OLD, day="15/03/2021")
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(archive)
    now = archive.status(old, as_of=day("2024-01-01"))
    _filed_days_ago(archive, old, 3)
    yesterday = dt.datetime.now(dt.UTC).astimezone().date() - dt.timedelta(days=1)
    then = archive.status(old, as_of=day("2024-01-01"), known_on=yesterday)
    assert (now.validity, then.validity) == (Validity.EXPIRED, Validity.IN_FORCE)
    assert then.known_on == yesterday
    before = archive.status(old, as_of=day("2024-01-01"), known_on=yesterday - dt.timedelta(days=9))
    assert (before.validity, codes(before)) == (Validity.UNKNOWN, [StatusCode.FILED_LATER])


def _filed_days_ago(archive: Archive, id_: str, days: int) -> None:
    """Date a filing back, in the catalogue only: a test cannot wait for days."""
    connection = sqlite3.connect(archive._ws.layout.catalogue_file)
    with connection:
        at = (dt.datetime.now(dt.UTC) - dt.timedelta(days=days)).isoformat()
        changed = connection.execute("UPDATE documents SET filed_at = ? WHERE id = ?", (at, id_)).rowcount
    connection.close()
    assert changed == 1


def test_a_day_a_person_gives_counts(maker: Maker) -> None:
    archive = maker.archive
    old = maker.decision(OLD, day="15/03/2021")
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    ruling = Ruling(verdict=RelationState.CONFIRMED, by=PERSON, effective=day("2023-05-01"))
    archive.standing.decide(RelationFilter(), dataclasses.replace(ruling))
    assert on(archive, old, "2023-04-30").validity is Validity.IN_FORCE
    assert on(archive, old, "2023-05-01").validity is Validity.EXPIRED


def test_what_changes_a_directive_changes_its_renditions(maker: Maker) -> None:
    signed = maker.decision(OLD, day="15/03/2021", subject="về việc mẫu của văn phòng")
    misread = maker.decision(OLD, day="15/08/2021", subject="về việc mẫu của văn phòng")
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(maker.archive)
    assert on(maker.archive, signed, "2024-01-01").validity is Validity.EXPIRED
    assert on(maker.archive, misread, "2024-01-01").validity is Validity.IN_FORCE
    maker.archive.renditions.confirm(signed, misread, by=PERSON)
    after = on(maker.archive, misread, "2024-01-01")
    assert (after.validity, codes(after)) == (Validity.EXPIRED, [StatusCode.REPLACED])


def test_a_number_that_only_renditions_of_one_work_bear_is_unambiguous(maker: Maker) -> None:
    one = maker.decision(OLD, day="15/03/2021", subject="về việc mẫu của văn phòng")
    other = maker.decision(OLD, day="15/08/2021", subject="về việc mẫu của văn phòng")
    maker.decision(
        NEW, day="10/02/2023", body="Điều 2. Thay thế Quyết định số 12-QĐ/TU của Ban Thường vụ Tỉnh ủy."
    )
    (relation,) = maker.archive.standing.pending()
    assert set(relation.candidates) == {one, other}
    maker.archive.renditions.confirm(one, other, by=PERSON)
    (relation,) = maker.archive.standing.pending()
    assert relation.target in (one, other)
    confirm_all(maker.archive)
    for id_ in (one, other):
        assert on(maker.archive, id_, "2024-01-01").validity is Validity.EXPIRED


def test_a_rendition_whose_number_was_not_read_shares_the_status_of_its_work(maker: Maker) -> None:
    signed = maker.decision(OLD, day="15/03/2021", subject="về việc mẫu của văn phòng")
    text = text_of(OLD, day="15/03/2021", body="Điều 1. Giao.", subject="về việc mẫu của văn phòng")
    scan = maker.put("\n".join(line for line in text.splitlines() if OLD not in line))
    assert maker.archive.get(scan).number is None
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(maker.archive)
    assert on(maker.archive, scan, "2024-01-01").validity is Validity.IN_FORCE
    maker.archive.renditions.confirm(signed, scan, by=PERSON)
    assert on(maker.archive, scan, "2024-01-01").validity is Validity.EXPIRED


def test_a_suspension_of_parts_leaves_the_rest_in_force(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = "Điều 1. Tạm ngưng hiệu lực khoản 2 Điều 5 Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy."
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    status = on(maker.archive, old, "2023-02-10")
    assert (status.validity, status.reasons[0].code, status.reasons[0].scope) == (
        Validity.PARTLY,
        StatusCode.SUSPENDED,
        "khoản 2 Điều 5",
    )


@pytest.mark.parametrize("last", ["đến hết ngày 31/12/2023", "đến ngày 31/12/2023", "đến hết năm 2023"])
def test_a_suspension_ends_on_the_day_it_names(maker: Maker, last: str) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = f"Điều 1. Tạm ngưng hiệu lực Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy từ ngày 01/3/2023 {last}."
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    days = ("2023-02-28", "2023-03-01", "2023-12-31", "2024-01-01")
    assert [on(maker.archive, old, one).validity for one in days] == [
        Validity.IN_FORCE,
        Validity.SUSPENDED,
        Validity.SUSPENDED,
        Validity.IN_FORCE,
    ]
    assert on(maker.archive, old, days[1]).reasons[0].until == day("2023-12-31")


def test_a_suspension_ends_with_the_act_that_made_it(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = "Điều 1. Đình chỉ thi hành Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy."
    maker.decision(NEW, day="10/02/2023", body=body)
    body = "Điều 1. Bãi bỏ Quyết định số 20-QĐ/TU, ngày 10/2/2023 của Ban Thường vụ Tỉnh ủy."
    maker.decision("31-QĐ/TU", day="05/01/2024", body=body)
    confirm_all(maker.archive)
    assert on(maker.archive, old, "2024-01-04").validity is Validity.SUSPENDED
    lifted = on(maker.archive, old, "2024-01-05")
    assert (lifted.validity, lifted.review) == (Validity.IN_FORCE, ())


def test_acts_that_end_each_other_end_nothing_and_a_person_is_asked(maker: Maker) -> None:
    body = "Điều 1. Quyết định này thay thế Quyết định số {} của Ban Thường vụ Tỉnh ủy."
    one = maker.decision(OLD, day="15/03/2021", body=body.format(NEW))
    two = maker.decision(NEW, day="15/03/2021", body=body.format(OLD))
    confirm_all(maker.archive)
    for id_ in (one, two):
        status = on(maker.archive, id_, "2024-01-01")
        assert (status.validity, [why.code for why in status.review]) == (
            Validity.IN_FORCE,
            [StatusCode.CONTRADICTION],
        )


def test_a_circle_of_three_ends_nothing_and_a_person_is_asked(maker: Maker) -> None:
    body = "Điều 1. Quyết định này thay thế Quyết định số {} của Ban Thường vụ Tỉnh ủy."
    third = "31-QĐ/TU"
    rounds = ((OLD, NEW), (NEW, third), (third, OLD))
    acts = [maker.decision(own, day="15/03/2021", body=body.format(ended)) for own, ended in rounds]
    confirm_all(maker.archive)
    for id_ in acts:
        status = on(maker.archive, id_, "2024-01-01")
        assert (status.validity, [why.code for why in status.review]) == (
            Validity.IN_FORCE,
            [StatusCode.CONTRADICTION],
        )


def test_what_its_dates_refute_closes_no_circle(maker: Maker) -> None:
    body = "Điều 1. Quyết định này thay thế Quyết định số {} của Ban Thường vụ Tỉnh ủy."
    last = "31-QĐ/TU"
    wrong = f"{last}, ngày 05/01/2024"  # three years later
    first = maker.decision(OLD, day="15/03/2021", body=body.format(wrong))
    second = maker.decision(NEW, day="10/02/2023", body=body.format(OLD))
    third = maker.decision(last, day="05/01/2024", body=body.format(NEW))
    confirm_all(maker.archive)
    found = [on(maker.archive, id_, "2024-06-01") for id_ in (first, second, third)]
    assert [one.validity for one in found] == [Validity.EXPIRED, Validity.EXPIRED, Validity.IN_FORCE]
    assert [why.code for why in found[2].review] == [StatusCode.CONTRADICTION]


def test_nothing_ends_before_it_was_issued(maker: Maker) -> None:
    old = maker.decision(OLD, day="15/03/2021")
    body = "Điều 1. Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy hết hiệu lực kể từ ngày 01/01/2021."
    maker.decision(NEW, day="10/02/2023", body=body)
    confirm_all(maker.archive)
    status = on(maker.archive, old, "2024-01-01")
    assert (status.validity, [why.code for why in status.review]) == (
        Validity.IN_FORCE,
        [StatusCode.CONTRADICTION],
    )


def test_a_long_row_of_changes_is_judged_in_time(maker: Maker) -> None:
    """Each decision replaces the two before it: without a memory the ways double with each."""
    ids = []
    for step in range(1, 31):
        first = step - 2 if step > 2 else 0
        acts = [f"Quyết định số {number}-QĐ/TU" for number in (step - 1, first) if number > 0]
        body = f"Điều 1. Quyết định này thay thế {' và '.join(acts)}." if acts else "Điều 1. Ban hành."
        ids.append(maker.decision(f"{step}-QĐ/TU", day=f"{step:02}/03/2021", body=body))
    confirm_all(maker.archive)
    assert on(maker.archive, ids[0], "2024-01-01").validity is Validity.EXPIRED
    assert on(maker.archive, ids[-1], "2024-01-01").validity is Validity.IN_FORCE


def test_a_lost_basis_that_was_looked_at_waits_no_more(maker: Maker) -> None:
    archive = maker.archive
    maker.decision(OLD, day="15/03/2021")
    body = "Căn cứ Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy;\nĐiều 1. Ban hành."
    resting = maker.decision("15-QĐ/TU", day="20/04/2021", body=body)
    archive.reconciliation.decide([resting], "keep", by=PERSON, why="trước khi biết")
    maker.decision(NEW, day="10/02/2023", body=CHANGES_12)
    confirm_all(archive)
    (waiting,) = archive.standing.tasks()
    assert (waiting.document, waiting.review[-1].code) == (resting, StatusCode.BASIS_LOST)
    assert not waiting.review[-1].looked_at_by, (
        "what was decided before the loss was known does not answer it"
    )

    archive.reconciliation.decide([resting], "keep", by=PERSON, why="vẫn phù hợp")
    assert archive.standing.tasks() == ()
    reason = archive.status(resting).review[-1]
    assert (reason.code, reason.looked_at_by, reason.looked_at_why) == (
        StatusCode.BASIS_LOST,
        PERSON,
        "vẫn phù hợp",
    )
    eve = dt.datetime.now().astimezone().date() - dt.timedelta(days=1)
    assert not any(one.looked_at_by for one in archive.status(resting, known_on=eve).review)
    archive.reconciliation.decide([resting], "open", by=PERSON)
    assert [one.document for one in archive.standing.tasks()] == [resting]


def test_a_period_that_is_over_may_be_looked_at(maker: Maker) -> None:
    archive = maker.archive
    plan = maker.decision(OLD, day="15/03/2021", subject="về tủ sách giai đoạn 2021 - 2023")
    assert [one.document for one in archive.standing.tasks()] == [plan]
    archive.reconciliation.decide([plan], "keep", by=PERSON)
    assert archive.standing.tasks() == ()
    assert archive.status(plan).validity is Validity.IN_FORCE


def test_what_another_province_repeals_is_not_confirmed_in_passing(maker: Maker) -> None:
    archive = maker.archive
    old = maker.decision(OLD, day="15/03/2021", province="Lam Hạ")
    body = "Điều 1. Bãi bỏ Quyết định số 12-QĐ/TU, ngày 15/3/2021 của Ban Thường vụ Tỉnh ủy Lam Hạ."
    maker.decision(NEW, day="10/02/2023", province="Bạch Khê", body=body)
    maker.decision("13-QĐ/TU", day="16/03/2021", province="Lam Hạ")
    body = "Điều 1. Bãi bỏ Quyết định số 13-QĐ/TU, ngày 16/3/2021 của Ban Thường vụ Tỉnh ủy Lam Hạ."
    maker.decision("21-QĐ/TU", day="10/02/2023", province="Lam Hạ", body=body)
    ruling = Ruling(verdict=RelationState.CONFIRMED, by=PERSON)
    results = archive.standing.decide(RelationFilter(), ruling)
    assert sorted((one.outcome, one.why) for one in results) == [("decided", ""), ("skipped", "other-issuer")]
    assert on(archive, old, "2024-01-01").validity is Validity.IN_FORCE
    (left,) = archive.standing.pending()
    assert archive.standing.confirm(left.id, by=PERSON).outcome == "decided"
    assert on(archive, old, "2024-01-01").validity is Validity.EXPIRED
