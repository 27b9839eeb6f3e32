"""The table of every setting, and the first settings file made from it.

Owns: name, type, default, range and one line of description (English and Vietnamese) of every
setting: `ARCHIVE_KEYS` for an archive, `PERSON_KEYS` for a person.
Must not: read or write files.
"""

from __future__ import annotations

import json
from types import MappingProxyType

from archivist.lazyclass import dataclass

FORMAT = 1
"""Format of the archive on disk that this program reads and writes."""

FILE_NAME = "archive.toml"
"""Name of the file that makes a folder an archive."""

ENVIRONMENT_PREFIX = "ARCHIVIST_"

TYPE_NAMES = MappingProxyType(
    {str: "text", int: "a whole number", float: "a number", tuple: "a list of texts"}
)
"""How a type is called in messages."""

Value = str | int | float | tuple[str, ...]
"""A value of a setting."""


@dataclass(frozen=True, kw_only=True)
class Key:
    """One setting.

    Attributes:
        name: dotted name as in the file: ``"inbox.settle_seconds"``.
        default: value when nobody sets it; its type is the type of the setting. None marks a
            setting that the file must give (``id``, ``name``); such a setting is a text.
        low: smallest allowed number.
        high: largest allowed number.
        choices: allowed texts, empty when free.
        fixed: may stand only in the file (identity of the archive), never in a flag or variable.
        english: one line for people.
        vietnamese: the same line in Vietnamese.
    """

    name: str
    default: Value | None
    english: str
    vietnamese: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    fixed: bool = False

    @property
    def variable(self) -> str:
        """Name of the environment variable: ``ARCHIVIST_INBOX_SETTLE_SECONDS``."""
        return ENVIRONMENT_PREFIX + self.name.replace(".", "_").upper()

    @property
    def kind(self) -> type[str] | type[int] | type[float] | type[tuple[str, ...]]:
        """Type of the value."""
        return str if self.default is None else type(self.default)


ARCHIVE_KEYS: tuple[Key, ...] = (
    Key(
        name="format",
        default=FORMAT,
        fixed=True,
        english="Version of the archive's format on disk; changed only by the program.",
        vietnamese="Phiên bản định dạng của kho trên đĩa; chỉ chương trình thay đổi.",
    ),
    Key(
        name="id",
        default=None,
        fixed=True,
        english="Identifier of this archive, made when it was created; never change it.",
        vietnamese="Mã định danh của kho, sinh ra khi tạo kho; không sửa.",
    ),
    Key(
        name="name",
        default=None,
        fixed=True,
        english="Name of the archive as shown to people.",
        vietnamese="Tên kho hiển thị cho người dùng.",
    ),
    Key(
        name="filing.review_threshold",
        default=0.8,
        low=0.0,
        high=1.0,
        english="Fields read with less confidence than this put the document on the review list.",
        vietnamese="Trường đọc được với độ tin cậy thấp hơn mức này thì văn bản vào danh sách cần xem lại.",
    ),
    Key(
        name="filing.secrecy",
        default="refuse",
        choices=("refuse", "register-number-only", "independent-lan"),
        fixed=True,
        english="What happens to a file that bears a State-secret mark: refused; refused, but its number noted; "
        "or kept, on an installation certified for it (docs/operations.md).",
        vietnamese="Cách xử lý tệp có dấu chỉ độ mật: từ chối nhận; từ chối nhưng ghi lại số; hoặc lưu giữ, "
        "chỉ ở nơi được phép (mạng LAN độc lập).",
    ),
    Key(
        name="filing.secrecy_basis",
        default="",
        fixed=True,
        english="Decision that certifies this installation as an independent LAN (number, date, body); "
        "independent-lan needs it.",
        vietnamese="Quyết định công nhận nơi đặt kho là mạng LAN độc lập (số, ngày, cơ quan); bắt buộc với independent-lan.",
    ),
    Key(
        name="filing.extractors",
        default=(),
        english="Additional extractors to load, by name; nothing else that is installed is run.",
        vietnamese="Các bộ trích xuất bổ sung được phép nạp, theo tên; không chạy gì khác.",
    ),
    Key(
        name="relations.trust_clauses",
        default="never",
        choices=("never", "explicit"),
        english="Whether an explicit clause with one unambiguous target counts before a person confirms it.",
        vietnamese="Có tính điều khoản nêu rõ, chỉ đúng một văn bản, trước khi có người xác nhận hay không.",
    ),
    Key(
        name="registers.numbering",
        default="always",
        choices=("always", "inbox", "never"),
        fixed=True,
        english="Which documents get a number of arrival when they are filed: all, only those that come through "
        "the inbox, or none.",
        vietnamese="Văn bản nào được cấp số đến khi đưa vào kho: mọi văn bản, chỉ văn bản qua thư mục đến, "
        "hoặc không văn bản nào.",
    ),
    Key(
        name="registers.books",
        default=("main",),
        fixed=True,
        english="Books of the register of incoming documents, each with its own numbers; the first is the usual "
        "one (small letters, figures, hyphens).",
        vietnamese="Các sổ đăng ký văn bản đến, mỗi sổ đánh số riêng; sổ đầu tiên là sổ thường dùng "
        "(chữ thường không dấu, chữ số, gạch nối).",
    ),
    Key(
        name="registers.first_numbers",
        default=(),
        fixed=True,
        english='Where a series does not begin at 1, because a paper register came before it: "main/2026=1235".',
        vietnamese='Số bắt đầu nếu không phải số 1, do trước đó đã dùng sổ giấy: "main/2026=1235".',
    ),
    Key(
        name="registers.own_bodies",
        default=(),
        fixed=True,
        english="The office's own bodies (names or ids): what they issue is outgoing and gets no number of arrival.",
        vietnamese="Cơ quan, đơn vị của mình (tên hoặc mã): văn bản do các cơ quan này ban hành là văn bản đi, "
        "không cấp số đến.",
    ),
    Key(
        name="registers.confidential_book",
        default="",
        fixed=True,
        english="Book of documents that bear a State-secret mark, which never stand in another book; empty: they are "
        "entered in none.",
        vietnamese="Sổ riêng cho văn bản có dấu chỉ độ mật, không ghi vào sổ khác; để trống: không ghi vào sổ nào.",
    ),
    Key(
        name="fonds.default_fonds",
        default="",
        fixed=True,
        english="Code of the fonds a document comes into where nothing else says so; empty: the only one on record, else none.",
        vietnamese="Mã phông nhận văn bản khi không có chỉ dẫn nào khác; để trống: phông duy nhất đã lập, nếu không thì "
        "chưa thuộc phông nào.",
    ),
    Key(
        name="fonds.fonds_rules",
        default=(),
        fixed=True,
        english='Fonds by the body that issued a document or handed it over: "Tỉnh ủy Lam Hạ=tu-lam-ha".',
        vietnamese='Phông theo cơ quan ban hành hoặc cơ quan giao nộp: "Tỉnh ủy Lam Hạ=tu-lam-ha".',
    ),
    Key(
        name="inbox.path",
        default="inbox",
        english="Folder that is watched for new files; a relative path starts at the archive.",
        vietnamese="Thư mục đến được theo dõi; đường dẫn tương đối tính từ thư mục kho.",
    ),
    Key(
        name="inbox.settle_seconds",
        default=1.0,
        low=0.05,
        high=3600.0,
        english="A file is taken after two equal readings of size and time this many seconds apart.",
        vietnamese="Tệp được nhận sau hai lần đọc giống nhau về cỡ và thời gian, cách nhau ngần này giây.",
    ),
    Key(
        name="inbox.rescan_seconds",
        default=30.0,
        low=1.0,
        high=3600.0,
        english="The whole inbox is looked through at least this often, with or without events.",
        vietnamese="Toàn bộ thư mục đến được rà lại ít nhất sau mỗi ngần này giây.",
    ),
    Key(
        name="inbox.poll",
        default="auto",
        choices=("auto", "always", "never"),
        english="Poll instead of waiting for events: auto polls on network shares.",
        vietnamese="Rà định kỳ thay vì chờ sự kiện: auto sẽ rà định kỳ trên ổ mạng.",
    ),
    Key(
        name="inbox.poll_seconds",
        default=5.0,
        low=0.2,
        high=3600.0,
        english="Seconds between two looks when the inbox is polled.",
        vietnamese="Số giây giữa hai lần rà khi rà định kỳ.",
    ),
    Key(
        name="inbox.filed_kept_days",
        default=30,
        low=0,
        high=36500,
        english="Days a source stays in the inbox's .filed folder after it was filed safely.",
        vietnamese="Số ngày giữ tệp nguồn trong thư mục .filed sau khi đã lưu an toàn.",
    ),
    Key(
        name="ocr.tessdata",
        default="",
        english="Folder with vie.traineddata for character recognition; empty: it is looked for.",
        vietnamese="Thư mục chứa vie.traineddata để nhận dạng chữ; để trống thì chương trình tự tìm.",
    ),
    Key(
        name="extract.wall_seconds",
        default=30.0,
        low=0.1,
        high=3600.0,
        english="Longest time one file may take to be read.",
        vietnamese="Thời gian tối đa để đọc một tệp.",
    ),
    Key(
        name="extract.cpu_seconds",
        default=30,
        low=1,
        high=3600,
        english="Longest processor time one file may take to be read.",
        vietnamese="Thời gian xử lý (CPU) tối đa để đọc một tệp.",
    ),
    Key(
        name="extract.memory_mb",
        default=1024,
        low=64,
        high=65536,
        english="Memory, in MiB, the process that reads a file may use.",
        vietnamese="Bộ nhớ tối đa (MiB) của tiến trình đọc tệp.",
    ),
    Key(
        name="extract.file_mb",
        default=500,
        low=1,
        high=65536,
        english="Largest file, in MiB, that is accepted.",
        vietnamese="Cỡ tệp lớn nhất được nhận (MiB).",
    ),
    Key(
        name="extract.text_chars",
        default=20_000_000,
        low=1_000,
        high=1_000_000_000,
        english="Characters of text kept of one document; more is cut and said so.",
        vietnamese="Số ký tự văn bản giữ lại của một tài liệu; phần vượt bị cắt và được ghi rõ.",
    ),
    Key(
        name="extract.max_pages",
        default=5_000,
        low=1,
        high=1_000_000,
        english="Pages of one document that are read; more is cut and said so.",
        vietnamese="Số trang được đọc của một tài liệu; phần vượt bị cắt và được ghi rõ.",
    ),
    Key(
        name="extract.max_tasks",
        default=200,
        low=1,
        high=1_000_000,
        english="Files one reading process handles before it is replaced by a fresh one.",
        vietnamese="Số tệp một tiến trình đọc xử lý trước khi được thay bằng tiến trình mới.",
    ),
    Key(
        name="extract.workers",
        default=2,
        low=1,
        high=64,
        english="How many files are read at the same time.",
        vietnamese="Số tệp được đọc cùng lúc.",
    ),
)
"""Every setting of an archive, in the order of the file."""

PERSON_KEYS: tuple[Key, ...] = (
    Key(
        name="archive",
        default="",
        english="Archive that is used when none is named.",
        vietnamese="Kho được dùng khi không chỉ định kho nào.",
    ),
    Key(
        name="language",
        default="auto",
        choices=("auto", "vi", "en"),
        english="Language of messages: vi, en, or auto (as the system's).",
        vietnamese="Ngôn ngữ thông báo: vi, en, hoặc auto (theo hệ thống).",
    ),
    Key(
        name="colour",
        default="auto",
        choices=("auto", "always", "never"),
        english="Colours in the terminal: auto uses them only on a terminal.",
        vietnamese="Màu trong cửa sổ lệnh: auto chỉ dùng khi là cửa sổ lệnh thật.",
    ),
)
"""Every setting of a person."""


def initial_toml(name: str, id: str) -> str:
    """The first ``archive.toml`` of a new archive: every setting, explained, at its default.

    Args:
        name: name of the archive for people.
        id: identifier of the archive.
    """
    parts = [
        "# Cấu hình của kho lưu trữ. Bỏ dấu # ở đầu dòng để đổi một giá trị.",
        "# Settings of this archive. Remove the # before a line to change a value.",
    ]
    table = ""
    given: dict[str, Value] = {"format": FORMAT, "id": id, "name": name}
    for key in ARCHIVE_KEYS:
        group, _, last = key.name.rpartition(".")
        if group != table:
            table = group
            parts += ["", f"[{group}]"]
        parts += ["", f"# {key.vietnamese}", f"# {key.english}"]
        if key.low is not None:
            parts.append(f"# {key.low:g} … {key.high:g}")
        value = given.get(key.name)
        if value is None:
            parts.append(f"# {last} = {_toml(key.default)}")
        else:
            parts.append(f"{last} = {_toml(value)}")
    return "\n".join(parts) + "\n"


def _toml(value: Value | None) -> str:
    """A value as TOML. JSON's texts, numbers and lists of texts are TOML's, but for DEL."""
    plain = list(value) if isinstance(value, tuple) else value
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")
