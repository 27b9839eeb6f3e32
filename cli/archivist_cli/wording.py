"""Sentences of the library in the language in use.

Owns: the patterns of the messages a person is likely to meet; a message that fits none stays as it
is, under the sentence that says what its code means.
Must not: change a message in English.

The library writes its messages in English, with names and numbers filled in. Each pattern below is
such a message with ``{name}`` where something was filled in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from archivist_cli.i18n import mark, translate

PATTERNS = (
    # queries
    mark("the query is longer than {count} characters"),
    mark("a shorter query"),
    mark("nothing opens the quotation that ends with {sign}"),
    mark("an opening quotation mark before it"),
    mark("the quotation is not closed"),
    mark("a closing {sign}"),
    mark("there is no field {name}"),
    mark("did you mean {name}"),
    mark("a field such as issuer:, kind:, date:"),
    mark("the field {name} has no value"),
    mark("a value right after the colon, as in {example}"),
    mark("a word or a phrase"),
    mark("{sign} joins two terms"),
    mark("a term before {sign}"),
    mark("there is nothing in the brackets before this"),
    mark("a term"),
    mark("the query ends where a term should stand"),
    mark("too many brackets inside brackets"),
    mark("at most {count}"),
    mark("the bracket is not closed"),
    mark("there is nothing to search for"),
    mark("letters or digits"),
    mark("this bracket closes nothing"),
    mark("an opening bracket before it"),
    mark("a word, a number or a field"),
    mark("{text} is no {field}"),
    mark("* and ? stand for letters of one word"),
    mark("at least two letters beside them, as in {examples}"),
    mark("~ needs one whole word"),
    mark("at least {count} letters before ~"),
    mark("a fuzzy word differs by one or two letters"),
    mark("~1 or ~2"),
    mark("another field"),
    mark("another field; for what is in force: --in-force"),
    mark("{text} is not a date"),
    mark("a date such as {examples}"),
    mark("there is no kind {text}"),
    mark("a kind such as {examples}"),
    mark("one of {choices}"),
    mark("a number such as 12 or 12/2026"),
    # kept searches and exports
    mark("no search is saved as {name}"),
    mark("list them with: archivist search --list-saved"),
    mark("the name of a search has 1 to {count} characters"),
    mark("cannot export to {name}: the name must end with {choices}"),
    mark("{path} is there already"),
    mark("give another name, or remove it first"),
    # documents and corrections
    mark("no document has the id {text}"),
    mark("{text} fits {count} documents"),
    mark("{count} documents have the number {number}"),
    mark("see whose they are with: {command}"),
    mark("{path} is not in the archive"),
    mark("{text} is neither quarantined nor held"),
    mark("text cannot be recognised on this machine: missing {things}"),
    mark("name the documents to recognise, or give --pending"),
    mark("no field {name} can be set; fields are: {choices}"),
    mark("{text} names no single kind of document (fits: {kinds})"),
    mark("language {text} is no ISO 639 code such as vi, en, de"),
    mark("{text} is no date; write 2023-07-18, 18/7/2023, 2023-07 or 2023"),
    mark("{name} {text} is not one of: {choices}"),
    mark("no kind of document is called {text}"),
    mark("{id} is at revision {now}, not {then}: somebody else corrected it meanwhile"),
    mark("look at it again and repeat the correction"),
    mark("withdrawing needs a name and a reason"),
    mark("name the documents to check, or give --all"),
    mark("signatures cannot be checked: pyHanko is not installed"),
    mark("install it with: {command}"),
    mark("the stored file was altered; run: {command}"),
    mark("the stored file is missing; run: {command}"),
    mark("the signatures were not checked: {why}"),
    mark("{file} holds no certificate that can be read"),
    mark("{file}: a certificate in it belongs to no authority"),
    # what is worth knowing of a PDF
    mark("the PDF has layers that are not shown; their text is read too"),
    mark("the PDF is a portfolio: its documents are the files inside it"),
    # copies
    mark("--export takes one document"),
    mark("{document} has no recognised text"),
    mark("recognise it first: {command}"),
    mark("{path} is there already; name another file"),
    mark("{path} is no folder"),
    mark("a copy cannot lie among the documents; name a file outside the archive"),
    mark("the original is encrypted; a copy would not be"),
    # encrypted files
    mark("the PDF is protected by a password"),
    mark("the PDF is protected by a password; none of the listed ones opens it"),
    mark("the PDF is encrypted; it was opened with a listed password"),
    mark("the PDF is encrypted; its records were not read"),
    mark("a password has 1 to {count} characters, none of them a control character"),
    mark("at most {count} passwords are kept; remove some first"),
    mark("no password was given on standard input"),
    mark("{name} may be read by others than its owner"),
    mark("{name} is damaged: no password is tried on encrypted files"),
    mark("remove it, and add the passwords again: archivist passwords add"),
    # relations
    mark("no relation has the id {text}"),
    mark("{text} fits {count} relations"),
    mark("a decision needs a name: who says so?"),
    mark("target, kind and parts can be given for one relation at a time"),
    mark("name relations by their ids, or choose them by filters with --all"),
    mark("say which act is meant: a held document or a number"),
    mark("a document has no such relation to itself"),
    mark("a lower body cannot change the act of a higher one"),
    mark("if the issuer of one of them was read wrongly, correct it first: {command}"),
    mark("name a document, or ask for --review"),
    mark("a picture cannot be drawn: Graphviz is not installed"),
    mark("Graphviz did not draw the picture: {why}"),
    mark("a decision of {document} means {target}, which is not in the archive"),
    # archives and the inbox
    mark("{path} is an archive already"),
    mark("{path} is not empty; an archive needs a folder of its own"),
    mark("{path} is not an archive: it holds no archive.toml"),
    mark("no archive is named, and neither {here} nor a folder above it is one"),
    mark("you may not write in {path}"),
    mark("the archive was opened for reading"),
    mark("{path}: the folder or its sentinel file is not there"),
    mark("{name} is no name for a folder of the inbox"),
    mark("set in the settings"),
    mark("one pass only"),
    mark("the inbox lies on a network file system ({kind})"),
    mark("events are not available: {error}"),
    mark("the inbox or its sentinel file is not there"),
    mark("{path} is locked by {who}"),
    mark("{path} is locked"),
    mark("give a path below the inbox, such as: 'Huyện A/Đảng ủy'; no part begins with a dot"),
    # what check finds
    mark("{document} was filed and is no longer there"),
    mark("{name} lies in documents/ and is no document"),
    mark("revision {revision} of {document} is missing"),
    mark("the same bytes ({hash}) are filed {count} times"),
    mark("{document} has no row in the catalogue"),
    mark("{document} is {state} in the catalogue"),
    mark("the catalogue lists {document}, which is not in documents/"),
    mark("{document}: catalogue has revision {found}, record {expected}"),
    mark("{document}: index has revision {found}, record {expected}"),
    mark("the index lists {document}, which is not in documents/"),
    mark("{document} has no line in the audit log"),
    mark("staging holds a dead assembly: {name}"),
    mark("{folder} holds no {name}"),
    mark("{document} has no receipt"),
    mark("{document}: {name} does not belong there"),
    mark("{document}: {name} belongs elsewhere"),
    mark("{document}: {name} is not that revision"),
    mark("{folder}: id and hash of the record do not fit it"),
    mark("{folder}: the record gives its original two hashes"),
    mark("{document}: {name} is no regular file"),
    mark("{document}: {name} has {size} bytes, was filed with {filed}"),
    mark("{document}: {name} is not what was filed (its SHA-256 differs)"),
    mark("{document}: {name} is missing"),
    mark("{document}: {name} is not write-protected"),
    mark("{document}: {name} is not UTF-8: {error}"),
    mark("could not be checked: {why}"),
    mark("audit log: {name} could not be read: {error}"),
    mark("audit log: {name}: its last line is torn"),
    mark("audit log: {name}, line {number}: cannot be read ({error})"),
    mark("audit log: {name}, line {number}: does not carry the hash of the line before it"),
    mark("{path}:{line}: not valid TOML: {error}"),
    mark("{path}:{line}: unknown key {key} of a class"),
    mark("{path}:{line}: unknown key {key}; a plan has format, name and [[class]]"),
    mark("{path}:{line}: the plan has no [[class]]"),
    mark("{path}:{line}: the code {code} stands twice"),
    mark("{path}:{line}: the class {code} has no title"),
    mark("{path}:{line}: the class {code} has neither words nor issuers nor kinds"),
    mark("{path}:{line}: there is no kind {kind}"),
    mark("{entry}: the file is missing"),
    mark("{entry}: the file is not what was put aside"),
    mark("{name} cannot be read: {why}"),
    mark("correct that line, or remove the file: then the model plan holds"),
    mark("remove it, and name the folders again: archivist inbox folder add"),
    mark("the number of arrival {key} is given twice: {names}"),
    mark("the number of arrival {key} of {document} is not as it was given, says the audit log"),
    mark("the number of arrival {key} was given and stands nowhere"),
    mark("the number of arrival {key} was left out"),
    mark("compare it with the backup: the numbers of a register are never given again"),
    mark("an entry in a register needs a name: who writes it?"),
    mark("the number of arrival {number} was not given in the book {book}"),
    mark("{document} stands in no register"),
    mark("enter it with: {command}"),
    mark("no body of the office itself is named, so nothing is outgoing"),
    mark("name them as registers.own_bodies in archive.toml (docs/registers.md)"),
    mark("the period ends ({last}) before it begins ({first})"),
    mark("name either a year, or a first and a last day"),
    mark("{date} is still to come"),
    mark("{text} is no number of copies"),
    mark("a column of a register holds at most {count} characters"),
    mark("there is no book {book}; books are: {choices}"),
    mark("add it to registers.books in archive.toml"),
    mark("restore it from the backup"),
    mark("move it out of the archive"),
    mark("move it out of the archive, or drop it into the inbox"),
    mark("it is swept when the archive is next opened for writing"),
    mark("give this user permission to read, or check the disk"),
    mark("compare it with the backup; the log cannot be made anew"),
    mark("run: archivist ocr {document}"),
    mark("write-protect it: {command}"),
    # how a rule came to a value
    mark("fewer than five words"),
    mark("{count} Hebrew letters of {all}"),
    mark("{share} of the words carry letters only Vietnamese has"),
    mark("{count} Vietnamese phrases without accents"),
    mark("no language has enough function words"),
    mark("{share} of the words are {language} function words"),
    mark("received {day}"),
    mark("no text could be read"),
    mark("the first page is an image"),
    mark("the text of the first page is garbled"),
    mark("the first page holds no text"),
    mark("the text is in a legacy font encoding"),
    mark("a page is an image or garbled"),
    mark("a line reads like a mark, but not in capitals"),
    # searching
    mark("the first day of issue ({first}) comes after the last one ({last})"),
    mark("give the earlier day first"),
    # the program's own
    mark("say what the folder means: --issuer, --level or --received-from"),
    mark("the sub-folder {name} has no meaning"),
    mark("list them with: archivist inbox folder list"),
    mark("nobody has watched this inbox yet, so nothing can be proven"),
    mark("start with: archivist watch"),
    mark("nothing to correct: name a field, such as --number, or --accept"),
    mark("{name} cannot be set and cleared together"),
    mark("--accept and --release cannot be given together"),
    mark("{path} is part of the archive itself"),
    mark("no file in quarantine has the id {text}"),
    mark("{text} fits {count} files in quarantine"),
    mark("list them with: archivist quarantine"),
    mark("find it with: archivist search"),
    mark("nobody can be asked here"),
    mark("say --yes when you are sure"),
    mark("nothing was removed"),
    mark("type the id as it is shown"),
    mark("give one of --catalogue, --index and --browse, or none for all"),
    mark("the log file {path} cannot be written: {why}"),
    mark("the viewer could not open {path}"),
    mark("open it by its path: archivist open --print-path …"),
    mark("name another document: this one is shown alone"),
    # issuing bodies
    mark("no issuing body is called {text}"),
    mark("no issuing body has the id {text}"),
    mark("look for it with: archivist issuer list WORDS"),
    mark("{text} can be {count} bodies: {ids}"),
    mark("name it by its id"),
    mark("{text} is on record already"),
    mark("{text} is on record already: {id}"),
    mark("correct it with: archivist issuer revise {id}"),
    mark("give it another name with: archivist issuer alias {id} NAME"),
    mark("say whether it belongs to the Party, the State or the Front: --system"),
    mark("{text} is the name of {ids}"),
    mark("when both are one body: archivist issuer merge"),
    mark("{one} and {other} are one record already"),
    mark("{id} is not merged into another record"),
    mark("name the record that speaks for both, or give --undo"),
    mark("nothing to correct: name what changes, such as --name or --parent"),
    mark("{text} is no code; write VPTU, or with its years VPTU@2004/2025 or VPTU@2025/.."),
    # fonds
    mark("no single fonds is called {text} (there are: {codes})"),
    mark("a fonds"),
    mark("see them with: archivist fonds list"),
    mark("the fonds {code} is on record already"),
    mark("{text} is no code of a fonds: use small ASCII letters, figures, hyphens and full stops"),
    mark("{code} was closed on {day}; {document} was issued on {issued}"),
    mark("a document issued later belongs to the fonds of the successor"),
    mark("{code} holds {count} documents issued after {day}"),
    mark("see them with: {command}, and move them first"),
    mark("{key}: {text} is no date; write 2025-07-01, 2025-07 or 2025"),
)

_PLACEHOLDER = re.compile(r"\\\{(\w+)\\\}")


@cache
def _compiled() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns that say most first, so that ``{x} is not a date`` does not swallow a longer one."""
    ordered = sorted(PATTERNS, key=lambda text: -len(re.sub(r"\{\w+\}", "", text)))
    return tuple(
        (re.compile(_PLACEHOLDER.sub(r"(?P<\1>.+)", re.escape(text)), re.DOTALL), text) for text in ordered
    )


def _matches(message: str) -> Iterator[tuple[str, dict[str, str]]]:
    for pattern, text in _compiled():
        if match := pattern.fullmatch(message):
            yield text, match.groupdict()


def known(message: str) -> bool:
    """True when a pattern fits the message."""
    return next(_matches(message), None) is not None


def in_words(message: str) -> str:
    """The message in the language in use; as it is when no pattern fits."""
    for text, values in _matches(message):
        return translate(text).format(**values)
    return translate(message)
