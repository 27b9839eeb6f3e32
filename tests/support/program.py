"""Runs the real program: as a process, inside this process, and on a pseudo-terminal."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "archivist_cli.main")

# What would make an answer depend on the machine the tests run on.
_LANGUAGE_VARIABLES = ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "COLUMNS", "PAGER")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What one run answered."""

    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:  # Any: JSON
        """Standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def error(self) -> dict[str, Any]:  # Any: JSON
        """The last line of standard error as JSON."""
        found: dict[str, Any] = json.loads(self.err.splitlines()[-1])
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Runs the program with a home of its own; call it with the arguments."""

    home: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    def environment(self, **more: str) -> dict[str, str]:
        """The environment of a run: this one's, without what a machine or person set up."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if name not in _LANGUAGE_VARIABLES and not name.startswith("ARCHIVIST_")
        }
        path = os.pathsep.join([str(ROOT), str(ROOT / "cli")])
        home = {"HOME": str(self.home), "XDG_CONFIG_HOME": str(self.home / ".config")}
        return {**kept, **home, "PYTHONPATH": path, "LANG": "C.UTF-8", **self.environ, **more}

    def start(self, *args: str | Path, cwd: Path | None = None, **more: str) -> subprocess.Popen[str]:
        """Start the program and return at once."""
        return subprocess.Popen(
            [*COMMAND, *map(str, args)],
            cwd=cwd or self.home,
            env=self.environment(**more),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            # What a shell starts in the background ignores Ctrl-C, and so would all it starts.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )

    def __call__(self, *args: str | Path, cwd: Path | None = None, answer: str = "", **more: str) -> Result:
        """Run the program to its end.

        Args:
            args: arguments of the program.
            cwd: folder to run it in; its home by default.
            answer: what is typed into it.
            more: environment variables.
        """
        with self.start(*args, cwd=cwd, **more) as process:
            out, err = process.communicate(answer, timeout=120)
        return Result(code=process.returncode, out=out, err=err)

    def inside(self, *args: str | Path, cwd: Path | None = None, answer: str = "", **more: str) -> Result:
        """Run the program in this process: quicker, for tests that need no process of their own."""
        from archivist_cli import main

        out, err = _stream(), _stream()
        with (
            _standard_input(answer),
            _environment(self.environment(**more)),
            contextlib.chdir(cwd or self.home),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main.run([str(arg) for arg in args])
            return Result(code=code, out=_written(out), err=_written(err))

    def on_terminal(self, *args: str | Path, columns: int = 80, **more: str) -> Result:
        """Run the program on a pseudo-terminal; `out` holds everything a person would see."""
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        process = subprocess.Popen(
            [*COMMAND, *map(str, args)],
            cwd=self.home,
            env=self.environment(TERM="xterm", PAGER="cat", **more),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            close_fds=True,
        )
        os.close(theirs)
        try:
            seen = b"".join(_until_end(ours))
            code = process.wait(timeout=120)
        finally:
            os.close(ours)
            process.kill()
        return Result(code=code, out=seen.decode("utf-8", "replace").replace("\r\n", "\n"), err="")


def _stream() -> io.TextIOWrapper:
    """A stand-in for a standard stream that takes bytes too, as the real one does."""
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", errors="surrogateescape", newline="")


@contextlib.contextmanager
def _standard_input(typed: str) -> Iterator[None]:
    """What comes through a pipe, as in a process that is started: no terminal."""
    before, sys.stdin = sys.stdin, io.StringIO(typed)
    try:
        yield
    finally:
        sys.stdin = before


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


@contextlib.contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(wanted)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _until_end(terminal: int, seconds: float = 120) -> Iterator[bytes]:
    """What is written to the terminal until the last process on it ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        readable, _, _ = select.select([terminal], [], [], 0.2)
        if not readable:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError as error:
            if error.errno == errno.EIO:  # Linux: the other side is closed
                return
            raise
        if not data:
            return
        yield data
