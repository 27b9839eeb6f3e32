"""The documents on disk: the truth of an archive.

Owns: ``documents/``, ``staging/`` and ``withdrawn/`` (docs/format.md): assembling, the one
rename that files a document, receipts, revisions, withdrawal, reading back and verifying.
Must not: know the catalogue, the index or the audit log, take the archive's locks, or decide
anything about a document.

Names are imported when they are first used: reading one document needs a quarter of what stands here.
"""

from typing import TYPE_CHECKING, Any

# Named as its module is, so it has to be there before that.
from archivist.store.withheld import Withheld, read_withheld, withheld, write_withheld

if TYPE_CHECKING:
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
        Disposed,
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
    from archivist.store.dossiers import Dossier, encode_dossier, read_dossier_file, read_dossiers
    from archivist.store.entries import (
        Entry,
        encode_entry,
        entries_of,
        next_entry,
        read_entries,
        read_entry_file,
    )
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
    from archivist.store.fonds import (
        Fonds,
        Placement,
        encode_fonds,
        encode_placement,
        fonds_statements,
        read_fonds_file,
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
    from archivist.store.settled import (
        Action,
        Settled,
        encode_settled,
        history_of,
        read_settled,
        read_settled_file,
        settled_of,
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
    from archivist.store.words import PageWords, PlacedWord, encode_words, read_words, write_words

__all__ = [
    "FORMAT",
    "Action",
    "Assembly",
    "Disposed",
    "Dossier",
    "Entry",
    "Fonds",
    "Layout",
    "NumberedFile",
    "PageWords",
    "Pair",
    "PlacedWord",
    "Placement",
    "Received",
    "Said",
    "Settled",
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
    "encode_dossier",
    "encode_entry",
    "encode_fonds",
    "encode_issuer",
    "encode_placement",
    "encode_receipt",
    "encode_settled",
    "encode_tombstone",
    "encode_verdict",
    "encode_words",
    "entries_of",
    "folder_of",
    "fonds_statements",
    "history_of",
    "live_assemblies",
    "missing_numbers",
    "next_entry",
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
    "read_dossier_file",
    "read_dossiers",
    "read_entries",
    "read_entry_file",
    "read_fonds_file",
    "read_issuer_file",
    "read_issuers",
    "read_receipts",
    "read_record",
    "read_settled",
    "read_settled_file",
    "read_statement",
    "read_text",
    "read_tombstone",
    "read_verdict_file",
    "read_verdicts",
    "read_withheld",
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
    "settled_of",
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

_HOMES = {
    "archivist.layout": (
        "FORMAT",
        "Layout",
        "document_id",
        "relative_folder",
    ),
    "archivist.store.assembly": (
        "Assembly",
        "Received",
        "begin",
        "dead_assemblies",
        "live_assemblies",
        "place",
        "receipt_name",
        "sweep_staging",
    ),
    "archivist.store.authority": (
        "encode_issuer",
        "read_issuer_file",
        "read_issuers",
    ),
    "archivist.store.codec": (
        "Disposed",
        "Tombstone",
        "decode_document",
        "decode_receipt",
        "decode_tombstone",
        "document_json",
        "encode_document",
        "encode_receipt",
        "encode_tombstone",
    ),
    "archivist.store.create": (
        "create_folders",
        "only_begun",
    ),
    "archivist.store.dossiers": (
        "Dossier",
        "encode_dossier",
        "read_dossier_file",
        "read_dossiers",
    ),
    "archivist.store.entries": (
        "Entry",
        "encode_entry",
        "entries_of",
        "next_entry",
        "read_entries",
        "read_entry_file",
    ),
    "archivist.store.folders": (
        "add_receipt",
        "folder_of",
        "open_original",
        "read_document",
        "read_receipts",
        "read_record",
        "read_text",
        "replace_original_text",
        "replace_text",
        "restore_original",
        "revise",
        "revision_file",
        "revisions",
        "scan",
        "strays",
    ),
    "archivist.store.fonds": (
        "Fonds",
        "Placement",
        "encode_fonds",
        "encode_placement",
        "fonds_statements",
        "read_fonds_file",
    ),
    "archivist.store.numbered": (
        "NumberedFile",
        "missing_numbers",
        "numbered_files",
        "pending_files",
        "pile_of",
        "prepare",
        "put_in_force",
        "stem_of",
        "strangers",
    ),
    "archivist.store.settled": (
        "Action",
        "Settled",
        "encode_settled",
        "history_of",
        "read_settled",
        "read_settled_file",
        "settled_of",
    ),
    "archivist.store.statements": (
        "Statement",
        "read_statement",
    ),
    "archivist.store.verdicts": (
        "Pair",
        "Said",
        "Verdict",
        "encode_verdict",
        "pair_of",
        "read_verdict_file",
        "read_verdicts",
        "subject_of",
    ),
    "archivist.store.verify": ("verify_folder",),
    "archivist.store.withdrawal": (
        "purge_folder",
        "read_tombstone",
        "tombstones",
        "write_tombstone",
    ),
    "archivist.store.words": (
        "PageWords",
        "PlacedWord",
        "encode_words",
        "read_words",
        "write_words",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:  # as the interpreter asks for it
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    value = getattr(importlib.import_module(home), name)
    globals()[name] = value
    return value
