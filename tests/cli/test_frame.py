"""What every command shares: help, start-up, languages, errors, pipes, signals."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys

import click
import pytest
from archivist_cli import main
from support.program import COMMAND, Program

# Only the command that needs one of these may load it: each costs a tenth of a second or more.
LATE = {"whoosh", "pypdf", "pypdfium2", "watchdog", "magic", "sqlite3"}

ALL_COMMANDS = [name for names in main.SECTIONS.values() for name in names]


class TestHelp:
    def test_imports_nothing_it_does_not_need(self, cli: Program) -> None:
        answer = subprocess.run(
            [sys.executable, "-X", "importtime", *COMMAND[1:], "--help"],
            env=cli.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        imported = {line.rpartition("|")[2].strip().partition(".")[0] for line in answer.stderr.splitlines()}
        assert "click" in imported
        assert imported & LATE == set()
        modules = {line.rpartition("|")[2].strip() for line in answer.stderr.splitlines()}
        assert not any(name.startswith("archivist_cli.commands.") for name in modules)

    def test_is_quick(self, cli: Program) -> None:
        # Processor time, the best of five and beside a Python that does nothing: what the program costs,
        # not how fast or busy the machine is. It is less than three times as much; one heavy module more
        # would make it seven.
        program = min(_seconds(cli, *COMMAND[1:], "--help") for _ in range(5))
        nothing = min(_seconds(cli, "-c", "pass") for _ in range(5))
        assert program < 5 * nothing

    def test_names_every_command_once(self, cli: Program) -> None:
        assert sorted(ALL_COMMANDS) == sorted(main.SUMMARIES)
        answer = cli.inside("--help")
        assert answer.code == 0
        lines = answer.out.splitlines()
        for name in ALL_COMMANDS:
            assert sum(line.split()[:1] == [name] for line in lines) == 1

    @pytest.mark.parametrize("language", ["vi", "en"])
    @pytest.mark.parametrize("name", ALL_COMMANDS)
    def test_every_command_explains_itself(self, cli: Program, name: str, language: str) -> None:
        answer = cli.inside(name, "--help", "--language", language)
        assert answer.code == 0
        assert answer.out.startswith({"vi": "Cách dùng:", "en": "Usage:"}[language])
        assert len(answer.out.splitlines()) > 4

    def test_without_a_command_shows_the_help_and_fails(self, cli: Program) -> None:
        answer = cli.inside()
        assert answer.code == 2
        assert "Usage: archivist" in answer.out


def _seconds(cli: Program, *arguments: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *arguments], env=cli.environment(), capture_output=True, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


class TestLanguage:
    def test_follows_the_locale(self, cli: Program) -> None:
        assert "Cách dùng: archivist" in cli("--help", LANG="vi_VN.UTF-8").out

    def test_variable_of_the_program_is_stronger(self, cli: Program) -> None:
        assert "Usage: archivist" in cli.inside("--help", LANG="vi_VN.UTF-8", ARCHIVIST_LANGUAGE="en").out

    def test_settings_file_is_stronger_than_the_locale(self, cli: Program) -> None:
        folder = cli.home / ".config" / "archivist"
        folder.mkdir(parents=True)
        (folder / "config.toml").write_text('language = "vi"\n', encoding="utf-8")
        assert "Cách dùng: archivist" in cli.inside("--help").out

    def test_flag_is_strongest_and_may_stand_anywhere(self, cli: Program) -> None:
        assert "Usage:" in cli.inside("--help", "--language", "en", LANG="vi_VN.UTF-8").out
        assert "Cách dùng:" in cli.inside("completion", "--help", "--language=vi").out

    @pytest.mark.parametrize(
        ("args", "expected"),
        [
            (["completion"], "Lỗi: Thiếu tham số"),
            (["completion", "ksh"], "không thuộc các giá trị"),
            (["completion", "bash", "--sai"], "Lỗi: Không có tùy chọn '--sai'."),
            (["completion", "bash", "zsh"], "Lỗi: Thừa tham số (zsh)"),
            (["serch"], "Không có lệnh 'serch'. Có phải ý bạn là: 'search'?"),
            (["--log-file"], "Tùy chọn '--log-file' cần 1 giá trị."),
        ],
    )
    def test_click_speaks_it_too(self, cli: Program, args: list[str], expected: str) -> None:
        answer = cli.inside("--language", "vi", *args)
        assert answer.code == 2
        assert expected in answer.err
        for english in ("Usage", "Error", "Try ", "Missing", "No such"):
            assert english not in answer.err

    def test_of_two_languages_the_last_counts(self, cli: Program) -> None:
        assert "Usage" in cli.inside("--language", "vi", "--language", "en", "--help").out
        assert "Cách dùng" in cli.inside("--language=en", "--language=vi", "--help").out

    def test_two_languages_in_one_process(self, cli: Program) -> None:
        first = cli.inside("completion", "--help", "--language", "vi")
        second = cli.inside("completion", "--help", "--language", "en")
        assert "hiện hướng dẫn" in first.out
        assert "show this help" in second.out


class TestErrors:
    def test_no_archive(self, cli: Program) -> None:
        answer = cli.inside("stats")
        assert answer.code == 10
        assert answer.out == ""
        assert answer.err.startswith("Error: no archive is named")
        assert "archivist init FOLDER" in answer.err

    def test_no_archive_in_vietnamese(self, cli: Program) -> None:
        answer = cli.inside("stats", "--language", "vi")
        assert answer.code == 10
        assert answer.err.startswith("Lỗi: chưa chỉ rõ kho nào")
        assert "Cách xử lý: chỉ rõ kho bằng --archive THƯ_MỤC" in answer.err

    def test_as_json(self, cli: Program) -> None:
        answer = cli.inside("--json", "stats", LANG="vi_VN.UTF-8")
        assert answer.code == 10
        assert answer.error["type"] == "error"
        assert answer.error["code"] == "archive-not-found"
        assert answer.error["exit_code"] == 10
        assert "archivist init" in answer.error["hint"]

    def test_a_wrong_call_as_json(self, cli: Program) -> None:
        answer = cli.inside("stats", "--json", "--wrong")
        assert answer.code == 2
        assert answer.error["code"] == "usage"

    def test_a_wrong_setting_names_file_and_line(self, cli: Program) -> None:
        file = cli.home / ".config" / "archivist" / "config.toml"
        file.parent.mkdir(parents=True)
        file.write_text('# mine\nlangage = "vi"\n', encoding="utf-8")
        answer = cli.inside("stats")
        assert answer.code == 15
        assert f"{file}:2" in answer.err
        assert "language" in answer.err

    def test_a_log_file_that_cannot_be_written(self, cli: Program) -> None:
        answer = cli.inside("stats", "--log-file", cli.home / "no-such-folder" / "log")
        assert answer.code == 2
        assert "cannot be written" in answer.err

    def test_trace_goes_to_the_log_only(self, cli: Program) -> None:
        log = cli.home / "run.log"
        plain = cli.inside("stats")
        logged = cli.inside("stats", "-v", "-v", "--log-file", log, "--log-json")
        assert "Traceback" not in plain.err
        assert logged.code == 10
        records = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
        assert any("ArchiveNotFound" in record.get("trace", "") for record in records)

    def test_other_systems_get_one_clear_sentence(
        self, cli: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sys, "platform", "win32")
        for name in ("stats", "doctor"):
            answer = cli.inside(name)
            assert answer.code == 2
            assert "Archives are kept on Linux" in answer.err
            assert len(answer.err.splitlines()) == 1


class TestUnexpected:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(ctx: click.Context) -> None:
            raise ZeroDivisionError("một lỗi")

        command = click.Command("stats", callback=click.pass_context(fail))
        monkeypatch.setattr(main.cli, "get_command", lambda ctx, name: command)

    @pytest.mark.usefixtures("broken")
    def test_is_one_sentence_without_a_trace(self, cli: Program) -> None:
        answer = cli.inside("stats")
        assert answer.code == 1
        assert "Something unexpected happened" in answer.err
        assert "Traceback" not in answer.err

    @pytest.mark.usefixtures("broken")
    def test_verbose_shows_the_trace(self, cli: Program) -> None:
        answer = cli.inside("-v", "stats")
        assert answer.code == 1
        assert "Traceback" in answer.err


class TestPipesAndSignals:
    def test_a_closed_pipe_ends_quietly(self, cli: Program) -> None:
        ours, theirs = os.pipe()
        os.close(ours)
        with subprocess.Popen(
            [*COMMAND, "--help"], stdout=theirs, stderr=subprocess.PIPE, env=cli.environment(), text=True
        ) as process:
            os.close(theirs)
            _, err = process.communicate(timeout=60)
        assert process.returncode == 120
        assert err == ""

    def test_output_that_cannot_be_encoded_ends_no_command(self, cli: Program) -> None:
        answer = cli("--help", "--language", "vi", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
        assert answer.code == 0
        assert "archivist" in answer.out


class TestCompletion:
    @pytest.mark.parametrize(
        ("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef"), ("fish", "complete --")]
    )
    def test_prints_the_script_of_each_shell(self, cli: Program, shell: str, sign: str) -> None:
        answer = cli.inside("completion", shell)
        assert answer.code == 0
        assert f"_ARCHIVIST_COMPLETE={shell}_complete" in answer.out
        assert sign in answer.out

    @pytest.mark.parametrize(
        ("words", "position", "expected"),
        [
            ("archivist sea", "1", ["plain,search"]),
            ("archivist search --fac", "2", ["plain,--facets"]),
            ("archivist completion z", "2", ["plain,zsh"]),
        ],
    )
    def test_completes(self, cli: Program, words: str, position: str, expected: list[str]) -> None:
        answer = cli.inside(_ARCHIVIST_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=position)
        assert answer.out.splitlines() == expected
