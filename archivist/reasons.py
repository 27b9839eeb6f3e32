"""What each reason code means and what to do about it, in English and Vietnamese.

Owns: the texts people read in result messages, ``.reason.txt`` files and docs/errors.md.
Must not: decide anything; every `Reason` has an entry (a test compares), and a second one where it means
something else of a filed document.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from archivist.lazyclass import dataclass
from archivist.model import Reason


@dataclass(frozen=True, slots=True)
class ReasonText:
    """What happened and what to do, in two languages."""

    what_en: str
    do_en: str
    what_vi: str
    do_vi: str


_R = ReasonText

REASON_TEXTS: Mapping[Reason, ReasonText] = MappingProxyType(
    {
        Reason.UNREADABLE: _R(
            "the file is damaged and cannot be read",
            "ask the sender for an intact copy and drop it again",
            "tệp bị hỏng, không đọc được",
            "đề nghị nơi gửi cung cấp bản còn nguyên vẹn rồi thả lại",
        ),
        Reason.ENCRYPTED: _R(
            "the file is protected by a password",
            "a PDF: add its password with 'archivist passwords add', then release it; "
            "others: remove the password with the program that made the file and drop it again",
            "tệp được bảo vệ bằng mật khẩu",
            "tệp PDF: thêm mật khẩu bằng 'archivist passwords add' rồi đưa tệp ra; "
            "tệp khác: bỏ mật khẩu bằng phần mềm đã tạo tệp rồi thả lại",
        ),
        Reason.UNSUPPORTED_TYPE: _R(
            "files of this type cannot be read yet",
            "save it as PDF or DOCX and drop it again, or release it as it is",
            "chưa đọc được loại tệp này",
            "lưu lại dưới dạng PDF hoặc DOCX rồi thả lại, hoặc đưa vào kho nguyên trạng",
        ),
        Reason.UNSUPPORTED_IMAGE: _R(
            "pictures of this type (HEIC, AVIF, GIF, EMF …) cannot be read",
            "save it as JPEG, PNG or PDF and drop it again, or release it as it is",
            "chưa đọc được loại ảnh này (HEIC, AVIF, GIF, EMF …)",
            "lưu lại dưới dạng JPEG, PNG hoặc PDF rồi thả lại, hoặc đưa vào kho nguyên trạng",
        ),
        Reason.DYNAMIC_FORM: _R(
            "the PDF is a dynamic form (XFA): its pages only say that another program is needed",
            "open it in Adobe Reader, print it to PDF and drop that, or release it as it is",
            "tệp PDF là biểu mẫu động (XFA): các trang chỉ báo cần phần mềm khác để xem",
            "mở bằng Adobe Reader, in lại thành PDF rồi thả tệp đó, hoặc đưa vào kho nguyên trạng",
        ),
        Reason.NEEDS_LIBREOFFICE: _R(
            "the document was made by Word 6 or 95; LibreOffice is needed to read it",
            "install LibreOffice (apt install libreoffice-writer-nogui) and drop it again, or save it as DOCX",
            "văn bản soạn bằng Word 6 hoặc Word 95; cần LibreOffice để đọc",
            "cài LibreOffice (apt install libreoffice-writer-nogui) rồi thả lại, hoặc lưu lại dưới dạng DOCX",
        ),
        Reason.EXECUTABLE: _R(
            "the file is a program, whatever its name says",
            "do not open it; tell your IT officer",
            "tệp là chương trình, dù tên tệp ghi khác",
            "không mở tệp; báo cho cán bộ công nghệ thông tin",
        ),
        Reason.ARCHIVE_FILE: _R(
            "the file is an archive (rar, 7z …) holding other files",
            "unpack it, or make a ZIP of it, and drop that",
            "tệp nén (rar, 7z …) chứa các tệp khác",
            "giải nén, hoặc nén lại dạng ZIP, rồi thả lại",
        ),
        Reason.EMPTY: _R(
            "the file is empty",
            "ask the sender to send it again",
            "tệp rỗng",
            "đề nghị nơi gửi gửi lại",
        ),
        Reason.TOO_LARGE: _R(
            "the file is larger than the limit in archive.toml",
            "split it, or raise the limit, and drop it again",
            "tệp lớn hơn giới hạn trong archive.toml",
            "tách nhỏ tệp hoặc nâng giới hạn rồi thả lại",
        ),
        Reason.TIME_LIMIT: _R(
            "reading the file took longer than the limit",
            "release it to try again, or print it anew to PDF",
            "đọc tệp quá thời gian cho phép",
            "cho đọc lại, hoặc in lại thành PDF mới",
        ),
        Reason.MEMORY_LIMIT: _R(
            "reading the file needed more memory than the limit",
            "print it anew to PDF, or raise the limit in archive.toml",
            "đọc tệp cần nhiều bộ nhớ hơn mức cho phép",
            "in lại thành PDF mới, hoặc nâng giới hạn trong archive.toml",
        ),
        Reason.DECOMPRESSION_LIMIT: _R(
            "the file unpacks to far more data than a document holds",
            "do not open it; tell your IT officer",
            "tệp khi giải nén phình ra quá lớn so với một văn bản",
            "không mở tệp; báo cho cán bộ công nghệ thông tin",
        ),
        Reason.EXTRACTOR_CRASHED: _R(
            "the reader broke down on this file",
            "print it anew to PDF and drop it again, or release it as it is",
            "bộ đọc gặp sự cố với tệp này",
            "in lại thành PDF mới rồi thả lại, hoặc đưa vào kho nguyên trạng",
        ),
        Reason.SECRET_MARKING: _R(
            "the document bears a State-secret mark; no copy was kept",
            "handle it by the rules for State secrets (Law 117/2025/QH15), never on this machine",
            "văn bản có dấu chỉ độ mật; kho không giữ bản nào",
            "xử lý theo quy định về bảo vệ bí mật nhà nước (Luật 117/2025/QH15), không xử lý trên máy này",
        ),
        Reason.WITHDRAWN: _R(
            "the same file was withdrawn from the archive earlier; no copy was kept",
            "ask who withdrew it and why; when it bears a State-secret mark, handle it by the rules for those",
            "tệp này trước đây đã được rút khỏi kho; không giữ bản nào",
            "hỏi người đã rút và lý do; nếu văn bản có dấu chỉ độ mật, xử lý theo quy định về bí mật nhà nước",
        ),
        Reason.CHANGED_WHILE_READING: _R(
            "the file changed while it was being read",
            "nothing to do: it is tried again once it rests",
            "tệp thay đổi trong khi đang đọc",
            "không cần làm gì: hệ thống sẽ thử lại khi tệp ổn định",
        ),
        Reason.NAME_UNUSABLE: _R(
            "the file's name cannot be used",
            "rename the file and drop it again",
            "tên tệp không dùng được",
            "đổi tên tệp rồi thả lại",
        ),
        Reason.NOT_A_FILE: _R(
            "this is no regular file (a folder, link or device), or it is gone",
            "give the path of a file",
            "đây không phải tệp thông thường (thư mục, liên kết hoặc thiết bị), hoặc không còn tồn tại",
            "chỉ đường dẫn tới một tệp",
        ),
        Reason.NO_PERMISSION: _R(
            "you may not read this file",
            "ask its owner for permission to read it",
            "không có quyền đọc tệp này",
            "đề nghị chủ sở hữu cấp quyền đọc",
        ),
        Reason.RECORD_DAMAGED: _R(
            "the archive holds this file already, but its record there is damaged",
            "run archivist check, restore the record from the backup, then add the file again",
            "kho đã có tệp này nhưng hồ sơ của nó trong kho bị hỏng",
            "chạy archivist check, khôi phục hồ sơ từ bản sao lưu rồi thêm lại tệp",
        ),
        Reason.NUMBER_MISSING: _R(
            "no document number was found",
            "look at the document and set it: archivist revise ID --number …",
            "không tìm thấy số, ký hiệu văn bản",
            "xem văn bản và bổ sung: archivist revise ID --number …",
        ),
        Reason.NUMBER_UNCERTAIN: _R(
            "the document number is uncertain",
            "compare it with the document and correct or accept it",
            "số, ký hiệu văn bản chưa chắc chắn",
            "đối chiếu với văn bản rồi sửa hoặc chấp nhận",
        ),
        Reason.KIND_MISSING: _R(
            "no kind of document was found",
            "set it: archivist revise ID --kind …",
            "không xác định được loại văn bản",
            "bổ sung: archivist revise ID --kind …",
        ),
        Reason.KIND_UNCERTAIN: _R(
            "the kind of document is uncertain",
            "compare it with the document and correct or accept it",
            "loại văn bản chưa chắc chắn",
            "đối chiếu với văn bản rồi sửa hoặc chấp nhận",
        ),
        Reason.ISSUER_MISSING: _R(
            "no issuing body was found",
            "set it: archivist revise ID --issuer …",
            "không xác định được cơ quan ban hành",
            "bổ sung: archivist revise ID --issuer …",
        ),
        Reason.ISSUER_UNCERTAIN: _R(
            "the issuing body is uncertain",
            "compare it with the document and correct or accept it",
            "cơ quan ban hành chưa chắc chắn",
            "đối chiếu với văn bản rồi sửa hoặc chấp nhận",
        ),
        Reason.ISSUED_MISSING: _R(
            "no date of issue was found",
            "set it: archivist revise ID --issued YYYY-MM-DD …",
            "không tìm thấy ngày ban hành",
            "bổ sung: archivist revise ID --issued NĂM-THÁNG-NGÀY …",
        ),
        Reason.ISSUED_UNCERTAIN: _R(
            "the date of issue is uncertain or incomplete",
            "compare it with the document and correct or accept it",
            "ngày ban hành chưa chắc chắn hoặc chưa đủ",
            "đối chiếu với văn bản rồi sửa hoặc chấp nhận",
        ),
        Reason.SUBJECT_MISSING: _R(
            "no subject (trích yếu) was found",
            "set it: archivist revise ID --subject …",
            "không tìm thấy trích yếu nội dung",
            "bổ sung: archivist revise ID --subject …",
        ),
        Reason.SUBJECT_UNCERTAIN: _R(
            "the subject (trích yếu) is uncertain",
            "compare it with the document and correct or accept it",
            "trích yếu nội dung chưa chắc chắn",
            "đối chiếu với văn bản rồi sửa hoặc chấp nhận",
        ),
        Reason.SIGNATORY_UNCERTAIN: _R(
            "the signatory is uncertain",
            "compare it with the document and correct or accept it",
            "người ký chưa chắc chắn",
            "đối chiếu với văn bản rồi sửa hoặc chấp nhận",
        ),
        Reason.DRAFT: _R(
            "the document is a draft",
            "keep it as a draft, or file the issued document too",
            "văn bản là dự thảo",
            "giữ như dự thảo, hoặc bổ sung bản đã ban hành",
        ),
        Reason.TEXT_PENDING: _R(
            "pages are images whose text has not been read yet",
            "it can be found by its fields once they are set; the text follows with character recognition",
            "có trang là ảnh, chưa nhận dạng được chữ",
            "bổ sung các trường thông tin để tra cứu; phần chữ sẽ có sau khi nhận dạng",
        ),
        Reason.TEXT_UNTRUSTED: _R(
            "the file's text layer is garbled",
            "set the fields by hand; the text follows with character recognition",
            "lớp chữ trong tệp bị lỗi mã",
            "nhập các trường thông tin bằng tay; phần chữ sẽ có sau khi nhận dạng",
        ),
        Reason.TEXT_TRUNCATED: _R(
            "the text was too long and was cut for searching; the file itself is whole",
            "nothing to do",
            "phần chữ quá dài nên bị cắt bớt khi lập chỉ mục; tệp gốc vẫn nguyên vẹn",
            "không cần làm gì",
        ),
        Reason.STAMPS_PENDING: _R(
            "an image fills a page with text (a scan with a text layer, a designed letterhead), and stamps on it "
            "have not been looked for yet",
            "character recognition does it (archivist ocr --pending); or look at the document and release it",
            "có trang chứa ảnh phủ kín (bản quét kèm lớp chữ, giấy có hình nền), chưa xem trên ảnh có dấu mật, "
            "dấu khẩn hay không",
            "chạy nhận dạng chữ (archivist ocr --pending); hoặc xem văn bản rồi cho phép khai thác",
        ),
        Reason.SECRECY_NOT_CHECKED: _R(
            "nobody has checked yet that the document bears no State-secret mark; it is held",
            "look at it and release it: archivist review --release ID",
            "chưa kiểm tra được văn bản có dấu chỉ độ mật hay không; văn bản tạm giữ",
            "xem văn bản rồi cho phép khai thác: archivist review --release ID",
        ),
        Reason.SAME_DIRECTIVE: _R(
            "another document with the same issuer, number and date but other content is filed",
            "compare the two: a scan, a draft and a signed copy of one directive are renditions",
            "đã có văn bản cùng cơ quan, số và ngày nhưng nội dung tệp khác",
            "đối chiếu hai văn bản: bản quét, dự thảo và bản ký là các bản của cùng một văn bản",
        ),
        Reason.DATE_IMPLAUSIBLE: _R(
            "the date of issue cannot be: no such day, or after the day it was received",
            "compare it with the document and correct it",
            "ngày ban hành vô lý: không có ngày ấy hoặc sau ngày nhận văn bản",
            "đối chiếu với văn bản và sửa lại",
        ),
        Reason.ATTACHMENT_UNREAD: _R(
            "an attachment could not be read; it is kept with the document",
            "open the attachment and see",
            "có tệp đính kèm không đọc được; tệp vẫn được lưu cùng văn bản",
            "mở tệp đính kèm để kiểm tra",
        ),
        Reason.MULTIPLE_DOCUMENTS: _R(
            "the file holds more than one document; only the first was read into the fields",
            "split the file and drop each document, or accept it as one",
            "tệp chứa nhiều văn bản; chỉ các trường của văn bản đầu tiên được đọc",
            "tách tệp rồi thả từng văn bản, hoặc chấp nhận giữ chung",
        ),
        Reason.ATTACHED_DIRECTIVE: _R(
            "the message carries a directive as attachment",
            "save the attachment and drop it, so that it is filed in its own right",
            "thư gửi kèm văn bản chỉ đạo",
            "lưu tệp đính kèm ra ngoài rồi thả vào để đưa vào kho như một văn bản riêng",
        ),
        Reason.NO_FONDS: _R(
            "nothing says to which fonds it belongs",
            "say it: archivist fonds assign FONDS ID",
            "chưa rõ văn bản thuộc phông nào",
            "chỉ định phông: archivist fonds assign FONDS ID",
        ),
        Reason.FONDS_CLOSED: _R(
            "the fonds named for it was closed before the document was issued; it is filed, but belongs to no fonds",
            "see whether its date was read rightly (archivist revise ID --issued DATE), then say to which fonds it "
            "belongs: archivist fonds assign FONDS ID",
            "phông được chỉ định đã đóng trước ngày ban hành văn bản; văn bản đã vào kho nhưng chưa thuộc phông nào",
            "kiểm tra ngày ban hành đã đọc đúng chưa (archivist revise ID --issued DATE), rồi chỉ định phông: "
            "archivist fonds assign FONDS ID",
        ),
    }
)


def explain(reason: Reason, name: str = "", *, language: str = "en") -> str:
    """One sentence: the file, what happened, what to do.

    Args:
        reason: the reason code.
        name: file name to start the sentence with; empty for none.
        language: ``"en"`` or ``"vi"``.
    """
    text = REASON_TEXTS[reason]
    what, do = (text.what_vi, text.do_vi) if language == "vi" else (text.what_en, text.do_en)
    return f"{name}: {what}; {do}" if name else f"{what}; {do}"


FILED_TEXTS: Mapping[Reason, ReasonText] = MappingProxyType(
    {
        # Where marked documents may be kept, or when a later reading found the mark.
        Reason.SECRET_MARKING: _R(
            "the document bears a State-secret mark; it is filed, but held: no search finds it",
            "handle it by the rules for State secrets: withdraw it (archivist withdraw ID), or look at it and "
            "release it: archivist review --release ID",
            "văn bản có dấu chỉ độ mật; văn bản đã vào kho nhưng tạm giữ, không tra cứu được",
            "xử lý theo quy định về bảo vệ bí mật nhà nước: rút khỏi kho (archivist withdraw ID), hoặc xem văn bản "
            "rồi cho phép khai thác: archivist review --release ID",
        ),
    }
)
"""Reasons that mean something else of a document that is filed."""


def reason_text(reason: Reason, *, filed: bool) -> ReasonText:
    """What a reason means of a filed document, or of a file that was put aside or refused."""
    return FILED_TEXTS.get(reason, REASON_TEXTS[reason]) if filed else REASON_TEXTS[reason]
