"""The inbox: taking files that came to rest, filing them, and putting the sources away.

Owns: what becomes of a source after filing, the meaning of sub-folders, the state of every file
and the proof that none was lost.
Must not: decide what a document is. Filing is a function it is given.
"""

from archivist.inbox.accounting import Completeness, InboxFile, InboxStatus, completeness, status
from archivist.inbox.folders import FolderDefaults, InboxFolders
from archivist.inbox.putting import PurgeReport, purge_filed
from archivist.inbox.runner import FileOne, InboxRunner
from archivist.inbox.words import explain_wait

__all__ = [
    "Completeness",
    "FileOne",
    "FolderDefaults",
    "InboxFile",
    "InboxFolders",
    "InboxRunner",
    "InboxStatus",
    "PurgeReport",
    "completeness",
    "explain_wait",
    "purge_filed",
    "status",
]
