"""Files (hồ sơ, đơn vị bảo quản): documents of one matter in one fonds, in their order.

Owns: what persons may state of a file, its dates and sheets as its contents have them, and its lists.
Must not: copy or move a document: one document may lie in several files (Decree 30/2020/NĐ-CP, App. VI).
"""

from archivist.dossiers.facade import DossierFile
from archivist.dossiers.records import ContentsLine, DossierEntry

__all__ = ["ContentsLine", "DossierEntry", "DossierFile"]
