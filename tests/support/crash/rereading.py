"""Read an archive again and be struck at one step: ``python -m support.crash.rereading KHO MODE AT``.

Prints the number of steps that were taken.
"""

from __future__ import annotations

import sys
from pathlib import Path

from support.crash.faults import Mode, Striker

from archivist import Archive


def main() -> None:
    """See the module."""
    root, mode, at = Path(sys.argv[1]), Mode(sys.argv[2]), int(sys.argv[3])
    with Archive.open(root) as archive:
        striker = Striker((root,), mode, at)
        striker.install()
        for _ in archive.reread():
            pass
        print(len(striker.steps))


if __name__ == "__main__":
    main()
