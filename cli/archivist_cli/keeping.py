"""Searches kept under a name, and results written to a file, for ``archivist search``.

Owns: which options are kept, and what is said about it. Must not: search.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import click
from click.core import ParameterSource

from archivist.errors import ExitCode
from archivist.model import Results
from archivist.saved import Option, SavedSearch, remove_search, save_search, saved_search, saved_searches
from archivist_cli.i18n import in_use, mark, translate, translate_count
from archivist_cli.output import Writer
from archivist_cli.session import Session
from archivist_cli.table import Column, printable

Asked = dict[str, object]
"""Options of a search by their names as click has them."""


def _given(asked: Mapping[str, object]) -> dict[str, Option]:
    """Options that were typed, as a file can keep them."""
    ctx = click.get_current_context()
    typed = {n: v for n, v in asked.items() if ctx.get_parameter_source(n) is ParameterSource.COMMANDLINE}
    kept: dict[str, Option] = {}
    for name, value in typed.items():
        if isinstance(value, dt.date):
            kept[name] = value.isoformat()
        elif isinstance(value, Option):
            kept[name] = value
    return kept


def with_saved(name: str, query: str, asked: Asked) -> tuple[str, Asked]:
    """A kept search, with the words typed now added and the options typed now instead of its own."""
    kept = saved_search(name)
    known: Asked = {option: value for option, value in kept.options.items() if option in asked}
    for option in {"since", "until", "as_of"} & known.keys():
        known[option] = dt.date.fromisoformat(str(known[option]))
    words = f"({kept.query}) {query}" if kept.query and query else kept.query or query
    return words, {**asked, **known, **_typed(asked)}


def _typed(asked: Asked) -> Asked:
    given = _given(asked)
    return {name: value for name, value in asked.items() if name in given}


def keep(writer: Writer, name: str, query: str, asked: Asked) -> None:
    """Keep a search that just worked."""
    save_search(SavedSearch(name=name, query=query, options=_given(asked)))
    writer.remark(translate(mark("Saved as “{name}”.")).format(name=printable(name)))


def forget(session: Session, name: str) -> int:
    """Forget a kept search."""
    remove_search(name)
    session.writer.remark(translate(mark("The search “{name}” is forgotten.")).format(name=printable(name)))
    return ExitCode.DONE


def list_saved(session: Session) -> int:
    """Write the kept searches."""
    searches = saved_searches()
    if session.json:
        for search in searches:
            fields = {"name": search.name, "query": search.query, "options": dict(search.options)}
            session.writer.record("saved-search", fields)
        return ExitCode.DONE
    if not searches:
        session.writer.remark(
            translate(mark("No search is saved. Keep one with: archivist search … --save NAME"))
        )
        return ExitCode.DONE
    rows = [(printable(one.name), printable(_command(one))) for one in searches]
    columns = [Column(title=translate(mark("Name"))), Column(title=translate(mark("Search")), flexible=True)]
    session.writer.table(columns, rows)
    return ExitCode.DONE


def _command(search: SavedSearch) -> str:
    names = {"since": "from", "until": "to"}
    parts = [search.query] if search.query else []
    for name, value in search.options.items():
        option = f"--{names.get(name, name).replace('_', '-')}"
        parts.append(option if value is True else f"{option} {value}")
    return " ".join(parts)


def export(writer: Writer, results: Results, path: Path) -> None:
    """Write results to a file."""
    from archivist.exporting import write_hits

    count = write_hits(results, path, language=in_use())
    documents = translate_count("{count} document", "{count} documents", count)
    text = translate(mark("{documents} written to {path}"))
    writer.remark(text.format(documents=documents, path=printable(str(path))))
