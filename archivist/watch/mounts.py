"""Which file system a folder lies on, and whether events can be expected of it.

Owns: the list of file systems another machine may write to.
Must not: mount or change anything.

inotify (Linux) reports what *this* kernel does. What another machine writes to a share is never
reported (inotify(7), "Limitations and caveats"), so a share is polled.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from archivist.lazyclass import dataclass

MOUNTINFO = Path("/proc/self/mountinfo")

_NETWORK = frozenset(
    {
        "9p",
        "acfs",
        "afs",
        "beegfs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs",
        "gfs2",
        "gpfs",
        "lustre",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "prl_fs",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
        "virtiofs",
        "vmhgfs",
    }
)
_LOCAL_FUSE = frozenset({"fuseblk", "fuse.ntfs", "fuse.ntfs-3g", "fuse.exfat", "fuse.ext2", "fuse.bindfs"})


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system."""

    point: str
    kind: str


def parse_mountinfo(text: str) -> tuple[Mount, ...]:
    """The mounts listed in ``/proc/self/mountinfo`` (proc(5)), in order; later ones cover earlier ones."""
    mounts = []
    for line in text.splitlines():
        before, separator, after = line.partition(" - ")
        fields = before.split(" ")
        if separator and len(fields) >= 5 and after:
            mounts.append(Mount(_unescaped(fields[4]), after.split(" ")[0]))
    return tuple(mounts)


def _unescaped(text: str) -> str:
    r"""A path with ``\040`` and the like turned into the bytes they stand for."""
    raw = re.sub(rb"\\([0-7]{3})", lambda found: bytes([int(found[1], 8) & 0xFF]), os.fsencode(text))
    return os.fsdecode(raw)


def file_system_of(path: Path, mountinfo: str | None = None) -> str:
    """Kind of the file system a path lies on (``"ext4"``, ``"cifs"``); empty when unknown.

    Args:
        path: a path; links are followed.
        mountinfo: text to look in instead of the kernel's own list.
    """
    if mountinfo is None:
        try:
            mountinfo = MOUNTINFO.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return ""
    real = os.path.realpath(path)
    best = Mount("", "")
    for mount in parse_mountinfo(mountinfo):
        inside = mount.point == "/" or real == mount.point or real.startswith(mount.point + "/")
        if inside and len(mount.point) >= len(best.point):
            best = mount
    return best.kind


def is_network(kind: str) -> bool:
    """True for file systems another machine may write to; an unknown FUSE system counts as one."""
    if kind.startswith("fuse"):
        return kind not in _LOCAL_FUSE
    return kind in _NETWORK
