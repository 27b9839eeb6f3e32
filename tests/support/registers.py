"""An archive with a register in it, for tests of registers."""

from __future__ import annotations

from pathlib import Path

from support.directives import write_party

from archivist import Archive

OWN = "TỈNH ỦY SƠN HẢI"


def configure(root: Path, *lines: str) -> None:
    """Add settings to the archive's file: ``"registers numbering = ..."`` as table and TOML."""
    path = root / "archive.toml"
    kept = path.read_text(encoding="utf-8")
    for line in lines:
        table, _, setting = line.partition(" ")
        kept = kept.replace(f"[{table}]\n", f"[{table}]\n{setting}\n", 1)
    path.write_text(kept, encoding="utf-8")


def made(folder: Path, *settings: str) -> Archive:
    """A new archive with these settings, open."""
    root = folder / "kho"
    Archive.create(root, name="Văn phòng Tỉnh ủy Sơn Hải").close()
    configure(root, *settings)
    return Archive.open(root)


def drop(folder: Path) -> tuple[Path, Path, Path]:
    """Two documents that arrive and one the office issued itself."""
    return (
        write_party(folder / "den/15.txt", "15-NQ/TU", subject="về chuyển đổi số"),
        write_party(folder / "den/16.txt", "16-CT/TU", kind="CHỈ THỊ", subject="về bảo vệ rừng"),
        write_party(
            folder / "di/21.txt",
            "21-QĐ/TU",
            kind="QUYẾT ĐỊNH",
            subject="về kiện toàn Ban Chỉ đạo",
            province="SƠN HẢI",
        ),
    )
