"""Settings: of one archive (``archive.toml``) and of one person (``config.toml``).

Owns: the table of every setting, reading and checking, and where each value came from.
Must not: write files or open archives.
"""

from archivist.settings.reading import (
    INDEPENDENT_LAN,
    REGISTER_NUMBER_ONLY,
    ArchiveSettings,
    ExtractLimits,
    Origin,
    PersonSettings,
    Shown,
    Source,
    load_archive_settings,
    load_person_settings,
    person_settings_path,
    show,
)
from archivist.settings.table import ARCHIVE_KEYS, FILE_NAME, FORMAT, PERSON_KEYS, Key, Value, initial_toml

__all__ = [
    "ARCHIVE_KEYS",
    "FILE_NAME",
    "FORMAT",
    "INDEPENDENT_LAN",
    "PERSON_KEYS",
    "REGISTER_NUMBER_ONLY",
    "ArchiveSettings",
    "ExtractLimits",
    "Key",
    "Origin",
    "PersonSettings",
    "Shown",
    "Source",
    "Value",
    "initial_toml",
    "load_archive_settings",
    "load_person_settings",
    "person_settings_path",
    "show",
]
