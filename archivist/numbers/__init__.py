"""Numbers of directive documents ("39-NQ/TW", "30/2020/NĐ-CP"): reading, normal form, search keys.

Owns: the grammars of Party, State and front numbers, blank numbers, repair of misread ones, and the
keys under which a number is indexed and asked for.
Must not: decide which number of a page is the document's own, or know how an index works.

Sources: Guidances 36-HD/VPTW and 05-HD/VPTW (Party: number, dash, kind, slash, body); Decree
30/2020/NĐ-CP, Appendix I and III (State: number, slash, kind, dash, body, unit; letters without a
kind; normative documents with the year).
"""

from archivist.numbers.grammar import (
    BlankNumber,
    DocumentNumber,
    NumberMatch,
    fill_blank,
    find_blank_number,
    find_numbers,
    parse_number,
)
from archivist.numbers.keys import index_keys, key, query_keys, question_reach

__all__ = [
    "BlankNumber",
    "DocumentNumber",
    "NumberMatch",
    "fill_blank",
    "find_blank_number",
    "find_numbers",
    "index_keys",
    "key",
    "parse_number",
    "query_keys",
    "question_reach",
]
