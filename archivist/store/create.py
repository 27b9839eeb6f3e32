"""Lay out an empty archive on the disk.

Owns: the folders of a new archive and its README.txt.
Must not: write ``archive.toml`` (settings) or touch an archive that exists.
"""

from __future__ import annotations

from archivist import fsio
from archivist.fsio import storage_errors
from archivist.layout import Layout

README = """\
KHO LƯU TRỮ TÀI LIỆU - DOCUMENT ARCHIVE
=======================================

TIẾNG VIỆT
----------
Thư mục này là một kho lưu trữ văn bản do chương trình "archivist" lập (định dạng số 1).
Không cần chương trình vẫn đọc được: mọi thứ là tệp thông thường.

documents/<năm>/<tháng>/<ngày>-<mã>/   mỗi văn bản một thư mục, xếp theo ngày đưa vào kho (giờ UTC)
    original.*            đúng nguyên tệp đã nhận, không bao giờ bị sửa
    attachment-NN.*       tệp đính kèm trong tệp ấy
    record.json           những điều đã đọc được: số, loại, cơ quan, ngày, trích yếu, người ký,
                          kèm chỗ đọc thấy; "sha256" là mã kiểm tra của tệp gốc
    record.rNNNN.json     các bản ghi trước khi được sửa
    receipt-*.json        mỗi lần nhận một phiếu: lúc nào, từ đâu, tên tệp là gì
    text.txt              phần chữ rút ra từ tệp (UTF-8)
quarantine/               tệp chưa đưa vào kho được, kèm reason.json nói vì sao
audit/<năm>-<tháng>.jsonl nhật ký: ai, lúc nào, làm gì; mỗi dòng mang mã kiểm tra của dòng trước
withdrawn/                văn bản đã rút khỏi kho: chỉ còn mã, thời điểm và lý do
issuers/                  hồ sơ cơ quan ban hành do người lưu trữ lập hoặc sửa, mỗi lần sửa một tệp
renditions/               văn bản nào là các bản của cùng một văn bản, theo xác nhận của người lưu trữ
reconciliation/           quyết định về văn bản của các cơ quan đã hợp nhất, mỗi quyết định một tệp
registers/                sổ văn bản đến, đi: chuyển cho ai, ngày chuyển, ký nhận, ghi chú; mỗi lần ghi một tệp
fonds/                    các phông lưu trữ và văn bản được chuyển sang phông nào, mỗi lần ghi một tệp
dossiers/                 hồ sơ (đơn vị bảo quản) và văn bản trong từng hồ sơ, mỗi lần ghi một tệp
retention/                thời hạn bảo quản do người lưu trữ định, lệnh giữ lại
disposals/                danh mục tài liệu hết giá trị và quyết định về từng danh mục, mỗi lần một tệp
schedules/                bảng thời hạn bảo quản của cơ quan, nếu có
archive.toml              thiết lập của kho
trust/                    chứng thư của các cơ quan cấp chữ ký số mà kho tin cậy
staging/, state/, browse/ tạm thời hoặc lập lại được; không cần sao lưu

Tìm không cần chương trình:   grep -r "trích yếu" documents --include=text.txt
Kiểm tra một tệp:             sha256sum original.pdf, rồi so với "sha256" trong record.json
Xin đừng đổi tên, chuyển chỗ hay sửa tệp trong documents/: hãy làm bản sao rồi dùng bản sao.

ENGLISH
-------
This folder is a document archive made by the program "archivist" (format 1).
It can be read without the program: everything in it is a plain file.

documents/<year>/<month>/<day>-<id>/   one folder a document, by the day it was filed (UTC)
    original.*            the file exactly as it was received, never changed
    attachment-NN.*       files that were inside that file
    record.json           what was read: number, kind, issuer, date, subject, signatory, and where
                          it was read; "sha256" is the checksum of the original
    record.rNNNN.json     earlier states of the record, before corrections
    receipt-*.json        one slip for every arrival: when, from where, under which name
    text.txt              the text taken from the file (UTF-8)
quarantine/               files that could not be filed, each with reason.json saying why
audit/<year>-<month>.jsonl  the log: who did what and when; each line carries the checksum of the
                          line before it
withdrawn/                documents that were withdrawn: id, time and reason are all that is left
issuers/                  records of issuing bodies that people made or corrected, a file a change
renditions/               which documents are renditions of one work, as people confirmed it
reconciliation/           what was decided of directives of merged bodies, a file a decision
registers/                what people wrote in the registers of incoming and outgoing documents
fonds/                    fonds, and which receipts people moved into which, a file a statement
dossiers/                 files and the documents in them, a file a statement
retention/                periods people set, holds, a file a statement
disposals/                disposal lists and the decisions on them, a file a statement
schedules/                retention schedules of the office, where it has any
archive.toml              settings of this archive
trust/                    certificates of the authorities whose signatures are trusted
staging/, state/, browse/ temporary, or can be made again; need no backup

Search without the program:   grep -r "some words" documents --include=text.txt
Verify a file:                sha256sum original.pdf, and compare with "sha256" in record.json
Please do not rename, move or edit anything in documents/: make a copy and work on the copy.
"""


def create_folders(layout: Layout) -> None:
    """Make the folders of an archive and its README.txt, durably; what is there is left alone.

    Repeating it after a crash, or on an archive restored without its caches, makes what is missing.

    Raises:
        StorageError: the disk is full, read-only or failing, or permission is missing.
    """
    root = layout.root
    if not root.is_dir():
        with storage_errors(root):
            root.mkdir(parents=True, exist_ok=True)
        fsio.fsync_dir(root.parent)
    for folder in layout.folders():
        if not folder.is_dir():
            fsio.make_folder(folder)
    if not layout.readme.exists():
        fsio.replace_file(layout.readme, README.encode("utf-8"))


def only_begun(layout: Layout) -> bool:
    """True when the folder is empty, or holds only what `create_folders` and caches put there.

    That is what a creation leaves that was interrupted before ``archive.toml`` was written; it
    may be taken up again. A folder with anything else in it is somebody's.
    """
    ours = {path.relative_to(layout.root).parts[0] for path in layout.folders()}
    with storage_errors(layout.root):
        for path in layout.root.iterdir():
            unfinished = path.name.startswith((".README.txt.", ".archive.toml."))
            if path.name not in ours and path != layout.readme and not unfinished:
                return False
        truth = (
            layout.documents,
            layout.quarantine,
            layout.audit,
            layout.withdrawn,
            layout.issuers,
            layout.renditions,
            layout.staging,
        )
        return not any(any(folder.iterdir()) for folder in truth if folder.is_dir())
