"""Subject classes: the plan is checked, words decide and say so, persons are learned from and never overruled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.directives import write_party
from support.subjects import SUBJECTS
from support.subjects_unseen import UNSEEN

from archivist import Archive, Rereading
from archivist.authorities.kinds import kind_by_code
from archivist.classify import REVIEW_THRESHOLD
from archivist.errors import SettingsError, UsageError
from archivist.model import Document, FieldName
from archivist.subjects import (
    Example,
    decode_model,
    default_scheme,
    default_text,
    encode_model,
    parse_scheme,
    suggest,
    train,
)

PATH = Path("scheme.toml")
HEAD = 'format = 1\nname = "x"\n'
ONE = '[[class]]\ncode = "a"\ntitle = "A"\nwords = ["một"]\n'


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with Archive.create(tmp_path / "kho") as archive:
        yield archive


def set_class(archive: Archive, document: Document, code: str) -> Document:
    fields: dict[str, Any] = {"class": code}
    return archive.revise(document.id, by="Mai", **fields)


# ------------------------------------------------------------------------------- the plan


def test_the_model_plan_covers_the_fields_of_an_office() -> None:
    scheme = default_scheme()
    assert 14 <= len(scheme.classes) <= 18
    for one in scheme.classes:
        assert one.title
        assert one.title_en
        assert one.retention
        assert one.basis.startswith("Ví dụ"), (
            "a hint on retention is an example until the office says otherwise"
        )
        assert all(kind_by_code(kind) for kind in one.kinds)
    assert set(SUBJECTS) == {one.code for one in scheme.classes}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("format = 1\nclass = 3\n", 1, "no [[class]]"),
        ("format = 2\n" + ONE, 1, "format 2"),
        (HEAD + "colour = 1\n" + ONE, 3, "unknown key 'colour'"),
        (HEAD + "[[class]]\ncode = 'A b'\ntitle = 'A'\n", 4, "small letters"),
        (HEAD + "[[class]]\ncode = 'a'\nwords = ['x']\n", 3, "no title"),
        (HEAD + "[[class]]\ncode = 'a'\ntitle = 'A'\n", 4, "neither words"),
        (HEAD + "[[class]]\ncode = 'a'\ntitle = 'A'\nwords = 'x'\n", 6, "list of texts"),
        (HEAD + "[[class]]\ncode = 'a'\ntitle = 'A'\nwords = ['']\n", 6, "list of texts"),
        (HEAD + "[[class]]\ncode = 'a'\ntitle = 7\nwords = ['x']\n", 5, "title must be a text"),
        (HEAD + "[[class]]\ncode = 'a'\ntitle = 'A'\nkinds = ['zz']\n", 6, "no kind 'zz'"),
        (HEAD + "[[class]]\ncode = 'a'\ntitle = 'A'\nword = ['x']\n", 6, "unknown key 'word'"),
        (HEAD + ONE + ONE, 8, "stands twice"),
        (HEAD + "[[class\n", 3, "not valid TOML"),
    ],
)
def test_what_is_wrong_in_a_plan_is_named_with_its_line(text: str, line: int, said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_scheme(text, PATH)
    assert said in caught.value.message
    assert f"scheme.toml:{line}:" in caught.value.message


def test_a_class_is_named_by_code_title_or_the_start_of_either() -> None:
    scheme = default_scheme()
    for text in ("can-bo", "Công tác cán bộ", "cong tac can bo", "cadres"):
        assert [one.code for one in scheme.named(text)] == ["can-bo"], text
    assert len(scheme.named("t")) > 1
    assert scheme.named("không có") == ()


# ------------------------------------------------------------------------------- words


def test_words_decide_and_say_so() -> None:
    first = suggest(default_scheme(), subject="V/v hướng dẫn NỘP LƯU hồ sơ vào lưu trữ lịch sử")[0]
    assert first.code == "van-thu-luu-tru"
    assert first.because == ("nộp lưu", "lưu trữ")
    assert suggest(default_scheme(), subject="về một việc không rõ") == ()


def test_a_word_that_may_be_anything_is_stated_with_less_confidence() -> None:
    plain, clear = (
        suggest(default_scheme(), subject=text)[0]
        for text in ("kiểm tra công tác lưu trữ", "Chương trình kiểm tra, giám sát năm 2025")
    )
    assert plain.confidence < 0.5 < clear.confidence
    assert {one.code for one in suggest(default_scheme(), subject="kiểm tra công tác lưu trữ")} == {
        "kiem-tra-giam-sat",
        "van-thu-luu-tru",
    }


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        # Grades of discipline of the Party's Statute.
        ("cảnh cáo đối với tổ chức đảng xã Lam Hạ", "kiem-tra-giam-sat"),
        ("giải quyết tố cáo đối với đảng viên xã Lam Hạ", "kiem-tra-giam-sat"),
        # Declared under the law against corruption, whoever keeps the declarations.
        ("kê khai tài sản của người có chức vụ", "noi-chinh"),
        # An order's name, not the field of labour.
        ("trình tặng Huân chương Lao động hạng Ba", "thi-dua-khen-thuong"),
        # "án" begins no case in a project.
        ("Đề án phòng chống thiên tai", "kinh-te"),
    ],
)
def test_names_of_institutions_decide(subject: str, code: str) -> None:
    assert suggest(default_scheme(), subject=subject)[0].code == code


def test_whole_words_count_only() -> None:
    """ "rừng" is a word of the plan; "trừng" holds its letters."""
    assert not [
        one for one in suggest(default_scheme(), subject="về việc trừng trị") if one.code == "kinh-te"
    ]


# ------------------------------------------------------------------------------- in the archive


def test_a_class_is_suggested_shown_searched_and_set(archive: Archive, tmp_path: Path) -> None:
    document = archive.file(
        write_party(tmp_path / "a.txt", subject="về chuyển đổi số trong các cơ quan đảng")
    ).document
    assert document is not None
    reading = document.readings[FieldName.CLASS]
    assert reading.value == "chuyen-doi-so"
    assert reading.confidence < 1
    assert reading.evidence[0].quote == "chuyển đổi số"
    for query in ("class:chuyen-doi-so", 'lĩnh-vực:"chuyển đổi số"', "phân-loại:chuyểnđổisố"):
        assert [hit.document.id for hit in archive.search(query)] == [document.id], query
    assert archive.search("class:can-bo").total == 0

    changed = set_class(archive, document, "Công tác cán bộ")
    assert changed.class_code == "can-bo"
    assert changed.readings[FieldName.CLASS].by_person
    assert archive.search("class:can-bo").total == 1
    assert [one.outcome for one in archive.reread()] == [Rereading.SAME], "a person's class stays"
    counts = {one.subject_class.code: (one.documents, one.by_person) for one in archive.classes.list()}
    assert counts["can-bo"] == (1, 1)
    with pytest.raises(UsageError, match="names no single class"):
        set_class(archive, document, "không có")


def test_the_archive_s_own_plan_holds(archive: Archive, tmp_path: Path) -> None:
    document = archive.file(write_party(tmp_path / "a.txt", subject="về chuyển đổi số")).document
    assert document is not None
    path = archive.classes.write_scheme()
    assert path.read_text(encoding="utf-8") == default_text()
    with pytest.raises(UsageError, match="already"):
        archive.classes.write_scheme()
    path.write_text(
        HEAD + "[[class]]\ncode = 'so-hoa'\ntitle = 'Số hóa'\nwords = ['chuyển đổi số']\n", encoding="utf-8"
    )
    (result,) = archive.reread()
    assert [(one.field, one.after) for one in result.changes] == [("class", "so-hoa")]
    path.write_text("format = 1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"scheme\.toml"):
        archive.classes.list()
    filed = archive.file(write_party(tmp_path / "b.txt", "16-NQ/TU", subject="về chuyển đổi số"))
    assert filed.document is not None, "a plan that cannot be understood stops no filing"
    assert FieldName.CLASS not in filed.document.readings


# ------------------------------------------------------------------------------- learning

EXAMPLES = [Example(subject=text, code=code) for code, texts in SUBJECTS.items() for text in texts]


def test_too_little_is_not_learned_from() -> None:
    with pytest.raises(UsageError, match="too little"):
        train(EXAMPLES[:10])


def test_learning_says_which_words_decided_and_a_model_is_plain_figures() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (archivist[learn])")
    own = [Example(subject=f"về việc cấp xuồng máy số {n}", code="quoc-phong-an-ninh") for n in range(12)] + [
        Example(subject=f"về việc cấp máy in số {n}", code="tai-chinh-tai-san") for n in range(12)
    ]
    model, training = train(own)
    assert (training.examples, training.classes, training.right) == (24, 2, 1.0)
    first = model.suggest(Example(subject="cấp xuồng máy cho xã"))[0]
    assert first.code == "quoc-phong-an-ninh"
    assert any("xuồng" in word for word in first.because)
    again = decode_model(encode_model(model))
    assert again is not None
    assert again.suggest(Example(subject="cấp xuồng máy cho xã"))[0].code == first.code
    assert encode_model(model)[:1] == b"{"
    assert model.suggest(Example(subject="zzz")) == ()


@pytest.mark.parametrize(
    "data", [b"", b"\x80\x04K\x01.", b"[]", b'{"format":9}', b'{"format":1,"classes":["a"]}']
)
def test_what_is_no_model_is_learned_anew_never_loaded(data: bytes) -> None:
    assert decode_model(data) is None


def test_corrections_are_learned_and_persons_never_overruled(archive: Archive, tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (archivist[learn])")
    for n in range(1, 13):
        for subject, code, start in (
            ("về việc cấp xuồng máy cho xã", "quoc-phong-an-ninh", 0),
            ("về việc in lịch treo tường", "tuyen-giao", 100),
        ):
            path = write_party(
                tmp_path / f"{start + n}.txt", f"{start + n}-CV/TU", subject=f"{subject} thứ {n}"
            )
            document = archive.file(path).document
            assert document is not None
            assert FieldName.CLASS not in document.readings, "no word of the plan tells"
            set_class(archive, document, code)
    training = archive.classes.train()
    assert (training.examples, training.classes) == (24, 2)
    new = archive.file(
        write_party(tmp_path / "moi.txt", "300-CV/TU", subject="về việc sửa xuồng máy")
    ).document
    assert new is not None
    reading = new.readings[FieldName.CLASS]
    assert reading.value == "quoc-phong-an-ninh"
    assert reading.evidence[0].rule == "class:learned"
    assert "xuồng" in reading.evidence[0].quote
    set_class(archive, new, "kinh-te")
    assert {one.outcome for one in archive.reread()} == {Rereading.SAME}
    assert archive.get(new.id).class_code == "kinh-te"
    assert archive.check().problems == ()
    # The model is a cache: without it, the words of the plan decide alone.
    (archive.root / "state" / "classes.json").unlink()
    other = archive.file(
        write_party(tmp_path / "nua.txt", "301-CV/TU", subject="về việc sửa xuồng máy cũ")
    ).document
    assert other is not None
    assert FieldName.CLASS not in other.readings


def test_subjects_nobody_chose_words_for_are_seldom_classed_wrongly_with_confidence() -> None:
    """What the plan does not know it leaves open; the bench prints the figures."""
    scheme = default_scheme()
    assert set(UNSEEN) == {one.code for one in scheme.classes}
    best = [
        (code, found[0])
        for code, texts in UNSEEN.items()
        for text in texts
        if (found := suggest(scheme, subject=text, issuer="", kind=""))
    ]
    right = sum(found.code == code for code, found in best)
    sure = [(code, found) for code, found in best if found.confidence >= REVIEW_THRESHOLD]
    assert right > 0.8 * len(best)
    assert sum(found.code == code for code, found in sure) > 0.9 * len(sure)
