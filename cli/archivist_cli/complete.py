"""What the shell offers when TAB is pressed within a search: bodies, numbers, words, fields.

Owns: asking the archive for them. Must not: fail: where nothing can be asked nothing is offered.
"""

from __future__ import annotations

import click

from archivist.errors import ArchivistError
from archivist_cli.session import Session

_MOST = 30


def _held(ctx: click.Context, what: str, beginning: str) -> list[str]:
    session = ctx.find_object(Session)
    if session is None:
        return []
    try:
        with session.open("r") as archive:
            return list(archive.complete(what, beginning, limit=_MOST))
    except (ArchivistError, OSError):
        return []


def issuers(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Names of bodies that issued documents."""
    return _held(ctx, "issuer", incomplete)


def numbers(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Numbers of documents."""
    return _held(ctx, "number", incomplete)


def words(ctx: click.Context, _: click.Parameter, incomplete: str) -> list[str]:
    """Names of fields, then words of the texts."""
    from archivist.search.fields import Field, plain

    fields = [
        f"{field}:" for field in Field if field is not Field.ANY and field.startswith(plain(incomplete))
    ]
    return (fields if incomplete else []) + (_held(ctx, "term", incomplete) if len(incomplete) > 1 else [])


def saved(_: click.Context, __: click.Parameter, incomplete: str) -> list[str]:
    """Names of the searches this person keeps."""
    from archivist.saved import saved_searches

    try:
        return [search.name for search in saved_searches() if search.name.startswith(incomplete)]
    except (ArchivistError, OSError):
        return []
