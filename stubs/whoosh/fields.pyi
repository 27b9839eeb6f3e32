from collections.abc import Iterator
from typing import Any

from whoosh.columns import Column
from whoosh.formats import Format

class FieldType:
    format: Any  # the format the field was made with
    scorable: bool
    stored: bool
    indexed: bool
    column_type: Column | None
    def index(self, value: Any, **kwargs: object) -> Iterator[tuple[bytes, int, float, bytes]]: ...
    def to_column_value(self, value: object) -> object: ...
    def __init__(
        self,
        format: Format,
        analyzer: object,
        scorable: bool = ...,
        stored: bool = ...,
        unique: bool = ...,
        multitoken_query: str = ...,
        sortable: bool | Column = ...,
        vector: object = ...,
    ) -> None: ...

class ID(FieldType):
    def __init__(
        self, stored: bool = ..., unique: bool = ..., field_boost: float = ..., sortable: bool | Column = ...
    ) -> None: ...

class TEXT(FieldType):
    def __init__(self, analyzer: object = ..., phrase: bool = ..., stored: bool = ...) -> None: ...

class NUMERIC(FieldType):
    def __init__(
        self,
        numtype: type = ...,
        bits: int = ...,
        stored: bool = ...,
        unique: bool = ...,
        field_boost: float = ...,
        decimal_places: int = ...,
        shift_step: int = ...,
        signed: bool = ...,
        sortable: bool | Column = ...,
        default: int | None = ...,
    ) -> None: ...

class STORED(FieldType):
    def __init__(self) -> None: ...

class COLUMN(FieldType):
    def __init__(self, columnobj: Column | None = ...) -> None: ...

class Schema:
    def __init__(self, **fields: FieldType | type[FieldType]) -> None: ...
    def __getitem__(self, name: str) -> FieldType: ...
    def names(self, check_names: object = ...) -> list[str]: ...
