"""Archives that several tests begin with: made once a module, copied for each test that changes them."""

from __future__ import annotations

import shutil
from pathlib import Path


def copied(made: Path, folder: Path) -> Path:
    """Copy what lies in `made`, times kept, and answer the folder of the copy.

    An archive is its files, so a copy is an archive of its own; copying takes a hundredth of filing again,
    which starts a worker process for every test.
    """
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return folder
