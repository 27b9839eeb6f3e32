"""No word of a marked document is said: not in an answer, an error message or a log, in no language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support.directives import party_text
from support.program import Program, Result

from archivist import testing

# No words of any language: wherever they turn up they came from the marked document.
SUBJECT, BODY, NAME = "zuvakhon", "xequipla", "wyjthong"
MARKED = party_text("15-NQ/TU", subject=f"về {SUBJECT}", body=f"Nội dung {BODY}.", mark="TUYỆT MẬT")
LAN = 'secrecy = "independent-lan"\nsecrecy_basis = "Quyết định số 1-QĐ/VPTU ngày 02/3/2026"'
POLICIES = ('secrecy = "refuse"', 'secrecy = "register-number-only"', LAN)


def with_policy(cli: Program, root: Path, policy: str) -> Program:
    program = Program(
        home=cli.home,
        environ={"ARCHIVIST_ARCHIVE": str(root), "ARCHIVIST_LOG_FILE": str(root.parent / "nhat-ky.txt")},
    )
    assert program.inside("init", root).code == 0
    settings = root / "archive.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("[filing]\n", f"[filing]\n{policy}\n"), encoding="utf-8")
    return program


def said(result: Result, *words: str) -> list[str]:
    both = (result.out + result.err).lower()
    return [word for word in words if word in both]


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("policy", POLICIES, ids=["refuse", "register-number-only", "independent-lan"])
def test_no_answer_says_a_word_of_a_marked_document(
    cli: Program, tmp_path: Path, policy: str, language: str
) -> None:
    kho = with_policy(cli, tmp_path / "kho", policy)
    folder = tmp_path / "nguon"
    folder.mkdir()
    testing.make_txt(folder / f"{NAME}.txt", MARKED)
    testing.make_pdf(folder / f"{NAME}.pdf", MARKED)
    log = tmp_path / "nhat-ky.txt"
    options = ("--language", language)
    logged = (*options, "--log-file", str(log), "-vv")
    lan = policy == LAN
    # The name of a file that is kept is shown to whoever brought it; that of a refused one to nobody.
    hidden = (SUBJECT, BODY) if lan else (SUBJECT, BODY, NAME)
    commands: list[tuple[str | Path, ...]] = [
        ("add", folder, *logged),
        # Where marked documents are kept, whoever brought one is told what was read of it.
        *([] if lan else [("add", folder, "--json", *options), ("show", "15-NQ/TU", *options)]),
        ("search", "*", *logged),
        ("search", "15-NQ/TU", *options),
        ("quarantine", *logged),
        ("withheld", *logged),
        ("inbox", *options),
        ("stats", *options),
        ("check", *logged),
        ("rebuild", *logged),
        ("classes", *options),
        ("doctor", *options),
    ]
    for command in commands:
        answer = kho.inside(*command)
        assert "Traceback" not in answer.err, command
        assert said(answer, *hidden) == [], command
    shutil.copy2(folder / f"{NAME}.txt", tmp_path / "kho" / "inbox" / f"{NAME}-2.txt")
    assert said(kho.inside("watch", "--once", *logged), *hidden) == []
    assert log.is_file()
    text = log.read_text(encoding="utf-8").lower()
    assert [word for word in (SUBJECT, BODY, NAME) if word in text] == []


def test_what_is_asked_for_would_be_said_of_an_open_document(cli: Program, tmp_path: Path) -> None:
    """The same document without its mark is named: the test above would notice."""
    kho = with_policy(cli, tmp_path / "kho", POLICIES[0])
    testing.make_txt(tmp_path / f"{NAME}.txt", MARKED.replace("TUYỆT MẬT", ""))
    kho.inside("add", tmp_path / f"{NAME}.txt")
    assert SUBJECT in kho.inside("search", "15-NQ/TU").out


@pytest.mark.parametrize("language", ["vi", "en"])
def test_errors_about_what_is_held_say_nothing_of_it(cli: Program, tmp_path: Path, language: str) -> None:
    """Where marked documents are kept they are held: nobody sees their text who did not open them."""
    kho = with_policy(cli, tmp_path / "kho", LAN)
    kho.inside("add", testing.make_txt(tmp_path / "a.txt", MARKED))
    options = ("--language", language)
    for command in (("search", BODY), ("search", f'"{SUBJECT}"'), ("series", "TU", "NQ")):
        answer = kho.inside(*command, *options)
        repeated = [word for word in (SUBJECT, BODY) if word in " ".join(map(str, command))]
        assert set(said(answer, SUBJECT, BODY)) <= set(repeated), command
        assert "15-NQ/TU" not in answer.out


@pytest.mark.parametrize(
    ("language", "kept", "refused"),
    [
        ("en", "it is filed, but held", "no copy was kept"),
        ("vi", "đã vào kho nhưng tạm giữ", "không giữ bản nào"),
    ],
)
def test_what_is_said_of_a_mark_is_true_of_what_became_of_it(
    cli: Program, tmp_path: Path, language: str, kept: str, refused: str
) -> None:
    source = testing.make_txt(tmp_path / "a.txt", MARKED)
    options = ("--language", language)
    for policy, is_kept in ((LAN, True), ('secrecy = "refuse"', False)):
        kho = with_policy(cli, tmp_path / f"kho {is_kept}", policy)
        told = " ".join(kho.inside("add", source, *options).out.split())
        assert (kept in told, refused in told) == (is_kept, not is_kept)
        review = " ".join(kho.inside("review", *options).out.split())
        assert (kept in review, refused in review) == (is_kept, False)
        assert ("archivist withdraw ID" in review, "archivist withdraw " in review) == (False, is_kept)
