"""Die at every step of stating something about a body or a work: it is said in full, or not at all."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support.office import DECISION

from archivist import Archive, testing

# One process forks for each death, so that nothing has to be imported again.
DRIVER = """
import itertools, json, os, shutil, sys
from archivist import Archive
import archivist.issuers, archivist.renditions, archivist.fonds, archivist.dossiers, archivist.retention, archivist.recovery, archivist.check, archivist.search.index

root, work, ids, every = sys.argv[1], sys.argv[2], json.loads(sys.argv[3]), int(sys.argv[4])
STEPS = {"open", "os.rename", "os.remove", "os.truncate", "os.link", "os.mkdir", "sqlite3.connect"}

def state(archive, what):
    if what == "issuer":
        return [archive.issuers.show("bo-noi-vu").record.aliases, archive.issuers.show("bo-thuy-san").merged_into]
    if what == "keeping":
        held = archive.dossiers.all()
        inside = [len(one.dossier.documents) for one in held]
        return [[len(archive.fonds.documents("b"))], inside, archive.retention.show("document:" + ids[0]).hold]
    work = archive.renditions.of(ids[0]).work
    return [bool(work and work.confirmed)]

def state_it(archive, what):
    if what == "issuer":
        archive.issuers.alias("bo-noi-vu", "BỘ NỘI VỤ MẪU", by="Người Thử")
        archive.issuers.merge("bo-thuy-san", "bo-noi-vu", by="Người Thử")
    elif what == "keeping":
        archive.fonds.assign(ids, "b", by="Người Thử")
        archive.dossiers.create("b", "Hồ sơ thử", by="Người Thử")
        archive.dossiers.add("b:1", ids, by="Người Thử")
        archive.retention.hold("document:" + ids[0], by="Người Thử", why="thanh tra")
    else:
        archive.renditions.confirm(*ids, by="Người Thử")

for what in ("issuer", "rendition", "keeping"):
    seen, steps = set(), 0
    for die_at in itertools.count(1, every):
        copy = os.path.join(work, f"{what}-{die_at}")
        shutil.copytree(root, copy, symlinks=True)
        child = os.fork()
        if child == 0:
            count = 0
            def hook(event, args):
                global count
                if event in STEPS and copy in str(args[0]):
                    count += 1
                    if count == die_at:
                        os._exit(9)
            sys.addaudithook(hook)
            with Archive.open(copy) as archive:
                state_it(archive, what)
            os._exit(0)
        died = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert died in (0, 9), died
        with Archive.open(copy) as archive:
            archive.index_waiting()
            problems = [p.message for p in archive.check().problems]
            assert problems == [], (what, die_at, problems)
            seen.add(json.dumps(state(archive, what)))
        if died == 0:
            break
        steps = die_at
        shutil.rmtree(copy)
    print(json.dumps({"what": what, "steps": steps, "states": sorted(seen)}))
"""


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.slow)])
def test_a_statement_is_whole_or_was_never_made(memory: Path, every: int) -> None:
    base = memory / f"every-{every}"
    base.mkdir()
    with Archive.create(base / "kho") as archive:
        ids = []
        for maker, name in ((testing.make_txt, "a.txt"), (testing.make_docx, "b.docx")):
            document = archive.file(maker(base / name, DECISION)).document
            assert document is not None
            ids.append(document.id)
        archive.fonds.add("a", "Phông cũ", by="Người Thử")
        archive.fonds.add("b", "Phông mới", by="Người Thử")
    (base / "work").mkdir()
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, str(base / "kho"), str(base / "work"), json.dumps(ids), str(every)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    issuer, rendition, keeping = (json.loads(line) for line in done.stdout.splitlines())
    assert issuer["steps"] > 10, "the hook no longer sees what the archive does"
    assert len(issuer["states"]) == 3, "nothing, the first statement, both"
    assert rendition["states"] == ["[false]", "[true]"]
    assert keeping["steps"] > 20
    assert len(keeping["states"]) == 5, "nothing, moved, the empty file, filled, held"
