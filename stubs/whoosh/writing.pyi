from collections.abc import Callable
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import Storage
from whoosh.index import FileIndex
from whoosh.reading import IndexReader

class Lock:
    def release(self) -> None: ...

class SegmentWriter:
    storage: Storage
    schema: Schema
    is_closed: bool
    codec: Any  # ours
    indexname: str
    segments: list[Any]
    newsegment: Any
    perdocwriter: Any
    fieldwriter: Any
    pool: Any
    docnum: int
    docbase: int
    generation: int
    _added: bool
    writelock: Lock | None
    def __init__(self, ix: FileIndex, *, limitmb: int = ..., compound: bool = ..., timeout: float = ..., codec: object = ...) -> None: ...
    def add_document(self, **fields: object) -> None: ...
    def add_reader(self, reader: IndexReader) -> None: ...
    def delete_by_term(self, fieldname: str, text: str) -> int: ...
    def commit(self, *, mergetype: Callable[[SegmentWriter, list[Any]], list[Any]] | None = ...) -> None: ...
    def cancel(self) -> None: ...
    def _finalize_segment(self) -> Any: ...
    def _commit_toc(self, segments: list[Any]) -> None: ...
