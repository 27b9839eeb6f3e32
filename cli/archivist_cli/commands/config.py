"""``archivist config``: the settings and where each value comes from."""

from __future__ import annotations

from collections.abc import Sequence

from archivist.errors import ArchiveNotFound
from archivist.settings import Shown, load_archive_settings, person_settings_path, show
from archivist_cli import present
from archivist_cli.command import define, option, paragraphs, pass_session
from archivist_cli.i18n import in_use, mark, translate
from archivist_cli.output import Writer, path_text
from archivist_cli.session import Place, Session, origin_text
from archivist_cli.table import Column, printable


@define(
    "config",
    help=paragraphs(
        mark("Show each setting with its value and where it comes from: flag, environment, file or default."),
        mark("Settings of an archive lie in its archive.toml, yours in ~/.config/archivist/config.toml."),
    ),
    reads=True,
)
@option("--show", "show_all", is_flag=True, help=mark("show every setting (this is what happens anyway)"))
@option("--explain", is_flag=True, help=mark("also say what each setting means"))
@pass_session
def command(session: Session, show_all: bool, explain: bool) -> None:
    """Write the person's settings, then those of the archive when there is one."""
    del show_all
    place = _place(session)
    rows = [("person", row) for row in show(session.person)]
    if place is not None:
        rows += [("archive", row) for row in show(load_archive_settings(place.path))]
    writer = session.writer
    if session.json:
        for scope, row in rows:
            writer.record("setting", _fields(scope, row))
        return
    title = translate(mark("Yours ({file})")).format(file=path_text(person_settings_path(session.environ)))
    _write(writer, title, [row for scope, row in rows if scope == "person"], explain)
    if place is None:
        writer.remark(translate(mark("No archive is named here, so only your settings are shown.")))
        return
    writer.line()
    title = translate(mark("The archive {path} (named by: {origin})"))
    _write(
        writer,
        title.format(path=path_text(place.path), origin=place.origin),
        [row for scope, row in rows if scope == "archive"],
        explain,
    )


def _place(session: Session) -> Place | None:
    try:
        return session.place()
    except ArchiveNotFound:
        return None


def _fields(scope: str, row: Shown) -> dict[str, object]:
    value = list(row.value) if isinstance(row.value, tuple) else row.value
    return {
        "scope": scope,
        "name": row.key.name,
        "value": value,
        "origin": row.origin.source,
        "where": row.origin.where,
        "variable": None if row.key.fixed else row.key.variable,
        "description": row.key.english,
    }


def _write(writer: Writer, title: str, rows: Sequence[Shown], explain: bool) -> None:
    writer.line(writer.style(title, bold=True))
    if explain:
        for row in rows:
            name, value, origin = _cells(row)
            writer.line(f"{writer.style(name, bold=True)} = {printable(value)}  ({printable(origin)})")
            meaning = row.key.vietnamese if in_use() == "vi" else row.key.english
            present.paragraph(writer, meaning, indent=4)
        return
    columns = [
        Column(title=translate(mark("Setting"))),
        Column(title=translate(mark("Value")), flexible=True),
        Column(title=translate(mark("Comes from")), flexible=True),
    ]
    writer.table(columns, [_cells(row) for row in rows])


def _cells(row: Shown) -> tuple[str, str, str]:
    value = ", ".join(row.value) if isinstance(row.value, tuple) else str(row.value)
    return row.key.name, value, origin_text(row.origin)
