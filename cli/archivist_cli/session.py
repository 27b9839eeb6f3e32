"""What one run of the program knows: global options, where the archive is, how to answer.

Owns: the values of the global options and the archive's place.
Must not: open the archive at import, or write to a stream other than through its `Writer`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from archivist.errors import ArchiveNotFound, UnsupportedPlatform
from archivist.lazyclass import dataclass
from archivist.settings import Origin, PersonSettings
from archivist_cli import logs
from archivist_cli.i18n import mark, translate
from archivist_cli.output import Colour, Writer

if TYPE_CHECKING:
    from archivist import Archive

MARKER = "archive.toml"
"""The file that makes a folder an archive."""


_SOURCES = {
    "flag": mark("flag"),
    "environment": mark("environment"),
    "file": mark("file"),
    "default": mark("default"),
}


def origin_text(origin: Origin) -> str:
    """Where a setting came from, for people: ``environment ARCHIVIST_ARCHIVE``."""
    return f"{translate(_SOURCES[origin.source])} {origin.where}".strip()


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where the archive is, and who said so.

    Attributes:
        path: the archive's folder.
        origin: ``--archive``, where a setting came from, or the current folder, for people.
    """

    path: Path
    origin: str


class Session:
    """State of one run; click hands it to every command as ``ctx.obj``."""

    def __init__(self, *, json: bool = False) -> None:
        self.person = PersonSettings()
        self.environ: Mapping[str, str] = os.environ
        self.archive: Path | None = None
        self.json = json
        self.language: str | None = None
        self.verbose = 0
        self.quiet = False
        self.log_file: Path | None = None
        self.log_json = False
        self.no_color = False
        self._writer: Writer | None = None

    def begin(self) -> None:
        """Make ready to run a command: logging, and the one platform we keep archives on.

        Raises:
            UnsupportedPlatform: this is not Linux.
        """
        logs.configure(verbose=self.verbose, quiet=self.quiet, file=self.log_file, as_json=self.log_json)
        if sys.platform != "linux":
            raise UnsupportedPlatform(
                translate(
                    mark(
                        "Archives are kept on Linux. From this computer, put documents into the shared "
                        "inbox folder of the office's server; the archive takes them from there."
                    )
                )
            )

    @property
    def writer(self) -> Writer:
        """Where answers go."""
        if self._writer is None:
            self._writer = Writer(json=self.json, colour=self._colour(), quiet=self.quiet)
        return self._writer

    def _colour(self) -> Colour:
        # NO_COLOR (no-color.org) counts when it is set and not empty; a flag is stronger than both.
        if self.no_color or (self.environ.get("NO_COLOR") and self.person.colour != "always"):
            return Colour.NEVER
        return Colour(self.person.colour)

    def place(self) -> Place:
        """Where the archive is: option, environment, the person's settings, current folder.

        Raises:
            ArchiveNotFound: nothing names one and no folder above holds one.
        """
        if self.archive is not None:
            return Place(path=self.archive, origin="--archive")
        if self.person.archive is not None:
            return Place(path=self.person.archive, origin=origin_text(self.person.origins["archive"]))
        here = Path.cwd()
        for folder in (here, *here.parents):
            if (folder / MARKER).is_file():
                return Place(path=folder, origin=translate(mark("current folder")))
        raise ArchiveNotFound(
            f"no archive is named, and neither {here} nor a folder above it is one",
            hint="name it with --archive FOLDER, or create one with: archivist init FOLDER",
        )

    def open(self, mode: Literal["r", "rw"] = "r") -> Archive:
        """Open the archive.

        Args:
            mode: ``"r"`` for commands that only read: it needs no write permission.
        """
        from archivist import Archive

        path = self.place().path
        archive = Archive.open(path, mode=mode)
        if mode == "rw" or not archive.outdated:
            return archive
        archive.close()
        text = mark(
            "The archive was last used by another version of the program; catalogue and index are made anew …"
        )
        self.writer.remark(translate(text))
        Archive.open(path, mode="rw").close()  # changes nothing for a user who may not write
        return Archive.open(path, mode=mode)
