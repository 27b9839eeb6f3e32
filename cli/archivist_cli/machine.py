"""What `archivist doctor` looks at: the program's parts, the terminal, the archive's place.

Owns: the look at this machine; each finding says what to do when something is missing.
Must not: change anything, or import an engine (libmagic is tried in a process of its own).
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from archivist import provenance
from archivist.errors import ArchivistError
from archivist.layout import Layout
from archivist.lazyclass import dataclass
from archivist.quickenum import StrEnum
from archivist.settings import INDEPENDENT_LAN, load_archive_settings
from archivist.watch import SENTINEL, file_system_of, is_network
from archivist_cli.i18n import mark, translate, translate_count
from archivist_cli.output import path_text, size_text

_PYHANKO = "0.38."
_LEAST_PYTHON = (3, 11)
# A day's documents, their text and an index being rebuilt aside must fit.
_LEAST_FREE = 2_000_000_000


class State(StrEnum):
    """How a finding is to be taken."""

    GOOD = "good"
    NOTE = "note"
    """Works, but worth knowing."""
    MISSING = "missing"
    """Something does not work until it is mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        name: stable name, for programs.
        title: name for people.
        state: how it is to be taken.
        text: what was found.
        advice: what to do, empty when nothing is to be done.
    """

    name: str
    title: str
    state: State
    text: str
    advice: str = ""


def program() -> Iterator[Finding]:
    """Python, the packages we depend on, and libmagic."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(
        name="python",
        title="Python",
        state=State.GOOD if sys.version_info >= _LEAST_PYTHON else State.MISSING,
        text=f"{version} ({path_text(sys.executable)})",
        advice="apt install python3",
    )
    for name in _packages():
        yield _package(name)
    yield _libmagic()
    yield _pyhanko()
    yield _recognition()
    yield _handwriting()


def _recognition() -> Finding:
    """Whether the text of scans can be recognised; an extra, so its absence is worth a note."""
    from archivist.extract.ocr_data import find_setup

    setup = find_setup()
    if setup.usable:
        state = State.GOOD if setup.orientation else State.NOTE
        known = mark("{engine}, data in {folder}")
        lying = mark(
            "{engine}, data in {folder}; without osd.traineddata pages that lie on their side are not read"
        )
        text = translate(known if setup.orientation else lying).format(
            engine=f"{setup.engine} {setup.version}".strip(), folder=path_text(setup.tessdata)
        )
    else:
        state = State.NOTE
        names = {
            "engine": mark("tesseract"),
            "pillow": mark("the package pillow"),
            "vie": mark("the Vietnamese data (vie.traineddata)"),
        }
        missing = ", ".join(translate(names[name]) for name in setup.missing)
        text = translate(mark("missing: {things}; the text of scans stays pending")).format(things=missing)
    pip = f"{sys.executable} -m pip install 'archivist[ocr]'"
    apt = "apt install tesseract-ocr tesseract-ocr-vie tesseract-ocr-osd"
    return Finding(
        name="ocr",
        title=translate(mark("Character recognition")),
        state=state,
        text=text,
        advice=apt if not {"engine", "pillow"} & set(setup.missing) else f"{apt}; {pip}",
    )


def _handwriting() -> Finding:
    """Whether figures written by hand into scans are read; an extra, so its absence is worth a note."""
    from archivist.extract.ocr_data import find_setup

    figures = find_setup().figures
    missing = mark("not installed: numbers and days written by hand into scans are left to a person")
    return Finding(
        name="handwriting",
        title=translate(mark("Handwritten figures")),
        state=State.GOOD if figures else State.NOTE,
        text=figures or translate(missing),
        advice=f"{sys.executable} -m pip install 'archivist[handwriting]'",
    )


def _pyhanko() -> Finding:
    """Whether digital signatures can be checked; an extra, so its absence is worth a note."""
    try:
        version = importlib.metadata.version("pyhanko")
    except importlib.metadata.PackageNotFoundError:
        version = ""
    missing = mark("not installed: digital signatures are listed, not checked")
    other = mark("{version}: only 0.38 is known to us; digital signatures may not be checked rightly")
    if version and not version.startswith(_PYHANKO):
        text, state = translate(other).format(version=version), State.NOTE
    else:
        text, state = version or translate(missing), State.GOOD if version else State.NOTE
    return Finding(
        name="pyhanko",
        title="pyHanko",
        state=state,
        text=text,
        advice=f"{sys.executable} -m pip install 'archivist[sign]'",
    )


def _packages() -> list[str]:
    """Names of the packages archivist declares, or the usual ones when it runs uninstalled."""
    try:
        declared = importlib.metadata.requires("archivist") or []
    except importlib.metadata.PackageNotFoundError:
        return [
            "click",
            "olefile",
            "python-calamine",
            "python-oxmsg",
            "pypdf",
            "pypdfium2",
            "python-magic",
            "snowballstemmer",
            "striprtf",
            "watchdog",
            "whoosh-reloaded",
            "XlsxWriter",
        ]
    return [re.split(r"[\s<>=!~;\[(]", line, maxsplit=1)[0] for line in declared if "extra ==" not in line]


def _package(name: str) -> Finding:
    try:
        version = importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return Finding(
            name=f"package:{name}",
            title=name,
            state=State.MISSING,
            text=translate(mark("not installed")),
            advice=f"{sys.executable} -m pip install {name}",
        )
    return Finding(name=f"package:{name}", title=name, state=State.GOOD, text=version)


def _libmagic() -> Finding:
    code = "from archivist.detect import available; print(available())"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    route = answer.stdout.strip()
    texts = {
        "magic": mark("of the system"),
        "pylibmagic": mark("of the package pylibmagic"),
        "container": mark(
            "not here: the type of a file is told by a look inside it; rare types are not known"
        ),
    }
    known = texts.get(route)
    return Finding(
        name="libmagic",
        title="libmagic",
        state=State.GOOD if route in ("magic", "pylibmagic") else State.NOTE,
        text=translate(known) if known else translate(mark("could not be tried")),
        advice="apt install libmagic1",
    )


def terminal() -> Iterator[Finding]:
    """Whether Vietnamese can be written on this terminal."""
    encoding = (sys.stdout.encoding or "").lower()
    good = encoding.replace("-", "") == "utf8"
    yield Finding(
        name="encoding",
        title=translate(mark("Terminal")),
        state=State.GOOD if good else State.NOTE,
        text=encoding
        if good
        else translate(mark("{name}: Vietnamese letters show as ?")).format(name=encoding),
        advice="export LANG=C.UTF-8",
    )


def archive(root: Path) -> Iterator[Finding]:
    """Permission, place and space of the archive, and its inbox."""
    try:
        settings = load_archive_settings(root)
    except ArchivistError as error:
        yield Finding(
            name="archive",
            title=translate(mark("Archive")),
            state=State.MISSING,
            text=error.message,
            advice=translate(error.hint),
        )
        return
    yield Finding(
        name="archive",
        title=translate(mark("Archive")),
        state=State.GOOD,
        text=f"{settings.name} – {path_text(root)}",
    )
    yield _permission(root)
    yield _disk(root)
    yield _space(root)
    yield _inbox(settings.inbox)
    yield _trust(root)
    if unknown := provenance.unknown_codes(Layout(root), settings):
        yield Finding(
            name="fonds",
            title=translate(mark("Fonds")),
            state=State.MISSING,
            text=translate(mark("the settings name fonds that are not on record: {codes}")).format(
                codes=", ".join(unknown)
            ),
            advice=translate(mark("archivist fonds add CODE NAME, or correct fonds_rules and default_fonds")),
        )
    if settings.secrecy == INDEPENDENT_LAN:
        yield _alone()


_ROUTES = Path("/proc/net/route")


def _alone() -> Finding:
    """Whether a machine that may keep marked documents has a way out of its LAN."""
    try:
        rows = [line.split() for line in _ROUTES.read_text(encoding="ascii").splitlines()[1:]]
    except OSError:
        rows = []
    ways = sorted({row[0] for row in rows if len(row) > 1 and row[1] == "00000000"})
    out = mark("marked documents may be kept here, but this machine has a way out of its LAN ({ways})")
    alone = mark("marked documents may be kept here; no way out of the LAN was found")
    return Finding(
        name="independent-lan",
        title=translate(mark("Independent LAN")),
        state=State.MISSING if ways else State.GOOD,
        text=translate(out if ways else alone).format(ways=", ".join(ways)),
        advice=translate(mark("disconnect it, or set filing.secrecy to refuse (Law 117/2025/QH15 art. 5)")),
    )


def _trust(root: Path) -> Finding:
    folder = root / "trust"
    found = [path for path in folder.glob("*") if path.suffix.lower() in (".pem", ".crt", ".cer")]
    none = mark("no certificate of an authority: nobody's digital signature is trusted")
    return Finding(
        name="trust",
        title=translate(mark("Trusted authorities")),
        state=State.GOOD if found else State.NOTE,
        text=translate_count("{count} file of certificates", "{count} files of certificates", len(found))
        if found
        else translate(none),
        advice=translate(mark("put the root certificates into {path} (docs/signatures.md)")).format(
            path=path_text(folder)
        ),
    )


def _permission(root: Path) -> Finding:
    closed = [name for name in ("documents", "state") if not os.access(root / name, os.W_OK)]
    return Finding(
        name="permission",
        title=translate(mark("Permission")),
        state=State.NOTE if closed else State.GOOD,
        text=translate(mark("you may search and show, not file") if closed else mark("you may write")),
        advice=translate(mark("to file documents, ask for write permission in the archive's folder")),
    )


def _disk(root: Path) -> Finding:
    # SQLite's write-ahead log does not work over a network file system (sqlite.org/wal.html).
    kind = file_system_of(root)
    network = is_network(kind)
    return Finding(
        name="disk",
        title=translate(mark("Disk")),
        state=State.MISSING if network else State.GOOD,
        text=translate(mark("a network share ({kind})") if network else mark("a local disk ({kind})")).format(
            kind=kind
        ),
        advice=translate(
            mark("move the archive to a disk of this machine; only the inbox may be a network share")
        ),
    )


def _space(root: Path) -> Finding:
    free = shutil.disk_usage(root).free
    return Finding(
        name="space",
        title=translate(mark("Free space")),
        state=State.GOOD if free >= _LEAST_FREE else State.MISSING,
        text=size_text(free),
        advice=translate(mark("free some space: at least {size}")).format(size=size_text(_LEAST_FREE)),
    )


def _inbox(inbox: Path) -> Finding:
    advice = mark("connect the shared folder again, or give the program permission in it")
    if not (inbox.is_dir() and os.access(inbox, os.R_OK | os.X_OK)):
        state, text = State.MISSING, mark("{path} cannot be reached")
    elif not (inbox / SENTINEL).is_file():
        state, text = State.NOTE, mark("{path}: {sentinel} is not in it")
        advice = mark(
            "the first archivist watch puts it there; if one ran before, the share is not connected"
        )
    elif not os.access(inbox, os.W_OK):
        state, text = State.NOTE, mark("{path}: may be read, not written")
    else:
        state, text = State.GOOD, "{path}"
    return Finding(
        name="inbox",
        title=translate(mark("Inbox")),
        state=state,
        text=translate(text).format(path=path_text(inbox), sentinel=SENTINEL),
        advice=translate(advice),
    )
