"""Pairing the directives of two bodies: precision, recall and time.

    python bench/reconcile.py [--documents 20000]

Measures the made pairs and look-alikes of the tests, then the time to cut and pair 2 × N generated
directives (texts of some 500 words) in one process. Reading the texts from a disk is not in it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

from support.reconciling import A, made, many  # noqa: E402 - the paths come first

from archivist.reconciling import words  # noqa: E402 - the paths come first
from archivist.reconciling.pairing import Act, pair  # noqa: E402 - the paths come first

_KINDS = {"CHỈ THỊ": "chi-thi", "NGHỊ QUYẾT": "nghi-quyet", "QUY ĐỊNH": "quy-dinh", "QUY CHẾ": "quy-che"}
_KINDS |= {"KẾ HOẠCH": "ke-hoach", "KẾT LUẬN": "ket-luan", "QUYẾT ĐỊNH": "quyet-dinh"}


def act(name: str, kind: str, subject: str, text: str) -> Act:
    return Act(
        id=name,
        family=words.family(kind, subject),
        period=words.period(subject),
        subject=words.terms(subject),
        text=words.body_terms(text),
    )


def quality() -> None:
    acts: dict[bool, list[Act]] = {True: [], False: []}
    matters = {}
    for place, one in enumerate(made()):
        if not words.is_single_case(_KINDS[one.kind], one.subject):
            acts[one.province == A].append(act(str(place), _KINDS[one.kind], one.subject, one.text))
            matters[str(place)] = one.matter
    found = pair(acts[True], acts[False]).matches
    right = sum(matters[acts[True][m.a].id] == matters[acts[False][m.b].id] for m in found)
    wanted = len({matter for matter in matters.values() if matter.startswith("m")})
    sure = [m for m in found if not m.doubtful]
    surely = sum(matters[acts[True][m.a].id] == matters[acts[False][m.b].id] for m in sure)
    print(f"pairs wanted {wanted}, proposed {len(found)}, right {right}")
    print(f"recall {right / wanted:.3f}, precision {right / len(found):.3f}")
    print(f"not doubtful: {len(sure)}, right {surely}")


def speed(count: int) -> None:
    generated = many(count)
    begin = time.perf_counter()
    a = [act(f"a{n}", kind, subject, text) for n, (kind, subject, text) in enumerate(generated)]
    b = [act(f"b{n}", kind, subject, text) for n, (kind, subject, text) in enumerate(generated[::-1])]
    cut = time.perf_counter()
    found = pair(a, b).matches
    done = time.perf_counter()
    right = sum(m.a == len(b) - 1 - m.b for m in found)
    print(f"2 x {len(a)}: words {cut - begin:.1f} s, pairing {done - cut:.1f} s, total {done - begin:.1f} s")
    print(f"pairs {len(found)}, of them the same directive {right}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=2_000, help="directives of each body")
    quality()
    speed(parser.parse_args().documents)
