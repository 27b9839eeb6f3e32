"""Make one file that installs archivist on a machine without internet.

The bundle holds wheels of archivist and everything it needs (for this Python version and
platform), a requirements file with their SHA-256 hashes, and an install script. On the office
machine: unpack, then ``sh install.sh FOLDER``; pip is told ``--no-index --require-hashes``.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INSTALL = """\
#!/bin/sh
# Cai dat archivist tren may khong co Internet / Installs archivist without internet.
#   sh install.sh [FOLDER]        FOLDER: where to install (default: ./archivist-env)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-archivist-env}
python=${PYTHON:-python%(version)s}
command -v "$python" >/dev/null 2>&1 || python=python3
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (%(major)d, %(minor)d))' || {
  echo "This bundle is for Python %(version)s. Set PYTHON=/path/to/python%(version)s and run it again." >&2
  exit 2
}
"$python" -c 'import venv, ensurepip' 2>/dev/null || {
  echo "This Python has no venv module. On Debian/Ubuntu install the package python%(version)s-venv." >&2
  exit 2
}
"$python" -m venv "$target"
"$target/bin/python" -m pip install --quiet --disable-pip-version-check --no-index \\
  --find-links "$here/wheels" --require-hashes -r "$here/requirements.txt"
"$target/bin/archivist" --version
echo "Installed. Run: $target/bin/archivist --help"
"""


def run(*command: str) -> None:
    """Run a command; its failure is ours."""
    subprocess.run(command, check=True, cwd=ROOT)


def extras() -> list[str]:
    """Every extra for people, as the project declares them; those for tests and checks stay away."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return sorted(set(project["optional-dependencies"]) - {"test", "check", "dev"})


def build_wheels(wheels: Path) -> None:
    """Fill a folder with the wheels of archivist, its dependencies and its extras."""
    # A build folder left from an earlier state would carry modules that are gone into the wheel.
    shutil.rmtree(ROOT / "build", ignore_errors=True)
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "-q")
    try:
        run(*pip, "wheel", "--wheel-dir", str(wheels), f"{ROOT}[{','.join(extras())}]")
    finally:
        shutil.rmtree(ROOT / "build", ignore_errors=True)


def requirement(wheel: Path) -> str:
    """One line of a requirements file that pins a wheel by its hash."""
    name, version = wheel.name.split("-")[:2]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    return f"{name.replace('_', '-')}=={version} --hash=sha256:{digest}"


def make_bundle(target: Path) -> Path:
    """Write the bundle into a folder and return its path."""
    major, minor = sys.version_info[:2]
    with tempfile.TemporaryDirectory() as scratch:
        base = Path(scratch) / "archivist-bundle"
        wheels = base / "wheels"
        wheels.mkdir(parents=True)
        build_wheels(wheels)
        lines = [requirement(wheel) for wheel in sorted(wheels.glob("*.whl"))]
        (base / "requirements.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        values = {"version": f"{major}.{minor}", "major": major, "minor": minor}
        (base / "install.sh").write_text(INSTALL % values, encoding="utf-8")
        (base / "README.md").write_bytes((ROOT / "README.md").read_bytes())
        target.mkdir(parents=True, exist_ok=True)
        name = f"archivist-bundle-py{major}{minor}-{sys.platform}-{platform.machine()}.tar.gz"
        with tarfile.open(target / name, "w:gz") as archive:
            archive.add(base, arcname=base.name)
    return target / name


def main() -> None:
    """Entry point of ``make bundle``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--output", type=Path, default=ROOT / "dist", help="folder for the bundle")
    path = make_bundle(parser.parse_args().output)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    sys.stdout.write(f"{path}\n  {path.stat().st_size / 1e6:.1f} MB, sha256 {digest}\n")


if __name__ == "__main__":
    main()
