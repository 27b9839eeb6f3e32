"""The documents on disk: the truth of an archive.

Owns: ``documents/``, ``staging/`` and ``withdrawn/`` (docs/format.md): assembling, the one
rename that files a document, receipts, revisions, withdrawal, reading back and verifying.
Must not: know the catalogue, the index or the audit log, take the archive's locks, or decide
anything about a document.
"""

from archivist.layout import FORMAT, Layout, document_id, relative_folder
from archivist.store.assembly import (
    Assembly,
    Received,
    begin,
    dead_assemblies,
    live_assemblies,
    place,
    receipt_name,
    sweep_staging,
)
from archivist.store.authority import encode_issuer, read_issuer_file, read_issuers
from archivist.store.codec import (
    Tombstone,
    decode_document,
    decode_receipt,
    decode_tombstone,
    document_json,
    encode_document,
    encode_receipt,
    encode_tombstone,
)
from archivist.store.create import create_folders, only_begun
from archivist.store.folders import (
    add_receipt,
    folder_of,
    open_original,
    read_document,
    read_receipts,
    read_record,
    read_text,
    replace_original_text,
    replace_text,
    restore_original,
    revise,
    revision_file,
    revisions,
    scan,
    strays,
)
from archivist.store.numbered import (
    NumberedFile,
    missing_numbers,
    numbered_files,
    pending_files,
    pile_of,
    prepare,
    put_in_force,
    stem_of,
    strangers,
)
from archivist.store.statements import Statement, read_statement
from archivist.store.verdicts import (
    Pair,
    Said,
    Verdict,
    encode_verdict,
    pair_of,
    read_verdict_file,
    read_verdicts,
    subject_of,
)
from archivist.store.verify import verify_folder
from archivist.store.withdrawal import purge_folder, read_tombstone, tombstones, write_tombstone
from archivist.store.withheld import Withheld, withheld, write_withheld
from archivist.store.words import PageWords, PlacedWord, encode_words, read_words, write_words

__all__ = [
    "FORMAT",
    "Assembly",
    "Layout",
    "NumberedFile",
    "PageWords",
    "Pair",
    "PlacedWord",
    "Received",
    "Said",
    "Statement",
    "Tombstone",
    "Verdict",
    "Withheld",
    "add_receipt",
    "begin",
    "create_folders",
    "dead_assemblies",
    "decode_document",
    "decode_receipt",
    "decode_tombstone",
    "document_id",
    "document_json",
    "encode_document",
    "encode_issuer",
    "encode_receipt",
    "encode_tombstone",
    "encode_verdict",
    "encode_words",
    "folder_of",
    "live_assemblies",
    "missing_numbers",
    "numbered_files",
    "only_begun",
    "open_original",
    "pair_of",
    "pending_files",
    "pile_of",
    "place",
    "prepare",
    "purge_folder",
    "put_in_force",
    "read_document",
    "read_issuer_file",
    "read_issuers",
    "read_receipts",
    "read_record",
    "read_statement",
    "read_text",
    "read_tombstone",
    "read_verdict_file",
    "read_verdicts",
    "read_words",
    "receipt_name",
    "relative_folder",
    "replace_original_text",
    "replace_text",
    "restore_original",
    "revise",
    "revision_file",
    "revisions",
    "scan",
    "stem_of",
    "strangers",
    "strays",
    "subject_of",
    "sweep_staging",
    "tombstones",
    "verify_folder",
    "withheld",
    "write_tombstone",
    "write_withheld",
    "write_words",
]
