"""The offline bundle installs into an empty environment without any index, and works."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an environment made by the bundle's own install script."""
    scratch = tmp_path_factory.mktemp("bundle")
    command = [sys.executable, str(ROOT / "packaging" / "bundle.py"), "--output", str(scratch)]
    # What is on PYTHONPATH here would stand in for what the bundle forgot.
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, check=True, capture_output=True, env=outside, timeout=600)
    (bundle,) = scratch.glob("archivist-bundle-*.tar.gz")
    with tarfile.open(bundle) as archive:
        archive.extractall(scratch, filter="data")
    # PIP_INDEX_URL points nowhere: any attempt to reach an index fails.
    environment = dict(
        outside, PYTHON=sys.executable, PIP_INDEX_URL="http://127.0.0.1:9/", PIP_CONFIG_FILE=os.devnull
    )
    subprocess.run(
        ["sh", str(scratch / "archivist-bundle" / "install.sh"), str(scratch / "env")],
        check=True,
        capture_output=True,
        env=environment,
        timeout=600,
    )
    return scratch / "env"


@pytest.mark.xdist_group("bundle")
@pytest.mark.slow
def test_every_extra_is_in_the_bundle(installed: Path) -> None:
    code = "import pylibmagic, PIL, tesserocr, pyhanko; print('there')"
    done = subprocess.run(
        [str(installed / "bin" / "python"), "-I", "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "there"


@pytest.mark.xdist_group("bundle")
@pytest.mark.slow
def test_the_installed_program_files_and_finds(installed: Path, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Số 15-NQ/TU\n\nNGHỊ QUYẾT\nvề chuyển đổi số\n", encoding="utf-8")
    program = str(installed / "bin" / "archivist")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "ARCHIVIST_ARCHIVE": str(tmp_path / "kho"),
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [program, *arguments], capture_output=True, text=True, env=environment, check=False, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", str(tmp_path / "kho"))
    run("add", str(source))
    assert "15-NQ/TU" in run("search", "chuyen doi so")


@pytest.mark.xdist_group("bundle")
@pytest.mark.slow
def test_help_and_errors_speak_vietnamese_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "LANG": "vi_VN.UTF-8",
        "PYTHONUTF8": "1",
    }
    program = str(installed / "bin" / "archivist")
    done = subprocess.run([program, "--help"], capture_output=True, text=True, env=environment, check=True)
    assert "Cách dùng" in done.stdout
    wrong = subprocess.run(
        [program, "search", "--limit"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
        cwd=tmp_path,
    )
    assert wrong.returncode == 2
    assert "Usage" not in wrong.stderr
    assert "requires an argument" not in wrong.stderr


@pytest.mark.xdist_group("bundle")
@pytest.mark.slow
def test_no_top_level_package_called_cli_or_tests_is_installed(installed: Path) -> None:
    program = "import importlib.util as u; print([n for n in ('cli', 'tests', 'bench') if u.find_spec(n)])"
    python = str(installed / "bin" / "python")
    done = subprocess.run([python, "-I", "-c", program], capture_output=True, text=True, check=True, cwd="/")
    assert done.stdout.strip() == "[]"
