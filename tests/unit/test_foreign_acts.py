"""Acts of other states as their gazettes print them, and texts that only speak of them."""

from __future__ import annotations

import pytest
from support.heads import extracted

from archivist.directive.reader import ReadContext, read_fields
from archivist.model import Fields

NORWEGIAN = """\
Datokode
FOR-2031-02-28-320
DokumentID
LTI/forskrift/2031-02-28-320
Departement
Kultur- og arkivdepartementet
Hjemmel
lov/1999-06-19-100/§17
Tittel
Forskrift om bevaring av arkiver i kommunene og om det som skal kastes
I kraft fra
2031-03-15
Forskriften gjelder for alle som har arkiv, og det er ikke tillatt å kaste det som skal bevares.
"""
ORDER = """\
THE CITY OF LAMHA
OFFICE OF THE MAYOR
EMERGENCY EXECUTIVE ORDER NO. 254
November 6, 2031
Care of the Archives of the City
WHEREAS, the archives of the city have been moved to the new house and it is necessary that they are
kept there for all of the people; and
WHEREAS, this was set forth in Emergency Executive Order No. 224, dated October 7, 2031;
"""
GAZETTED = """\
Federal Register / Vol. 90, No. 25 / Friday, February 7, 2031 / Presidential Documents 9117
Executive Order 99194 of February 1, 2031
Keeping the Archives of the Nation
By the authority vested in me as President by the Constitution and the laws of the country it is
hereby ordered that the archives are to be kept for all of the people.
THE WHITE HOUSE,
February 1, 2031.
"""
GERMAN = """\
Bundesgesetzblatt
Verordnung über die Aufbewahrung von Akten
in den Archiven der Provinzen
Vom 12. Juli 2031
Auf Grund des Gesetzes wird verordnet, dass die Akten in den Archiven der Provinzen aufbewahrt und
nicht vernichtet werden, wenn sie für die Forschung von Bedeutung sind.
"""
UNION = """\
REGULATION (EU) 2031/679 OF THE EUROPEAN PARLIAMENT AND OF THE COUNCIL
of 27 April 2031
on the keeping of archives and on the free movement of such records
THE EUROPEAN PARLIAMENT AND THE COUNCIL, having regard to the proposal, have adopted this regulation
which is binding for all of the states that are members of it.
"""
HEBREW = """\
תקנות הארכיונים (העברת חומר ארכיוני), התשצ״א–2031
בתוקף סמכותי לפי החוק אני מתקין תקנות אלה על שמירה של חומר ארכיוני
כל גוף של המדינה ישמור את החומר שלו ולא יבער אותו אלא לפי התקנות האלה
"""
TRANSLATED = """\
CIRCULAR
GUIDING THE KEEPING OF ARCHIVES IN COMMUNES
Pursuant to the November 11, 2011 Law on Archives;
The Ministry guides the keeping of archives in all of the communes, and this is to be done as follows.
"""
RUNNING = """\
DECISION
Decision No. 9981/QD-TTg of December 10, 2031, approving the programme on archives
THE PRIME MINISTER
Pursuant to the Law on Archives and at the proposal of the Minister it is decided that this is approved.
"""


def read(text: str) -> Fields:
    return read_fields(extracted(text), ReadContext())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            NORWEGIAN,
            {
                "number": "FOR-2031-02-28-320",
                "kind": "quy-dinh",
                "issued": "2031-02-28",
                "issuer": "Kultur- og arkivdepartementet",
                "subject": "Forskrift om bevaring av arkiver i kommunene og om det som skal kastes",
            },
        ),
        (
            ORDER,
            {
                "number": "254",
                "kind": None,
                "issued": "2031-11-06",
                "issuer": "THE CITY OF LAMHA; OFFICE OF THE MAYOR",
                "subject": "Care of the Archives of the City",
            },
        ),
        (
            GAZETTED,
            {
                "number": "99194",
                "kind": None,
                "issued": "2031-02-01",
                "issuer": "THE WHITE HOUSE",
                "subject": "Keeping the Archives of the Nation",
            },
        ),
        (
            GERMAN,
            {
                "number": None,
                "kind": "quy-dinh",
                "issued": "2031-07-12",
                "issuer": None,
                "subject": "Verordnung über die Aufbewahrung von Akten in den Archiven der Provinzen",
            },
        ),
        (
            UNION,
            {
                "number": "(EU) 2031/679",
                "kind": "quy-dinh",
                "issued": "2031-04-27",
                "issuer": None,
                "subject": "on the keeping of archives and on the free movement of such records",
            },
        ),
        (
            HEBREW,
            {
                "number": None,
                "kind": "quy-dinh",
                "issued": "2031",
                "issuer": None,
                "subject": "תקנות הארכיונים (העברת חומר ארכיוני), התשצ״א–2031",
            },
        ),
        (
            TRANSLATED,
            {
                "number": None,
                "kind": "thong-tu",
                "issued": None,
                "issuer": None,
                "subject": "GUIDING THE KEEPING OF ARCHIVES IN COMMUNES",
            },
        ),
        (
            RUNNING,
            {
                "number": "9981/QD-TTg",
                "kind": "quyet-dinh",
                "issued": "2031-12-10",
                "issuer": "THE PRIME MINISTER",
                "subject": "approving the programme on archives",
            },
        ),
    ],
)
def test_a_gazette_says_what_an_act_is(text: str, expected: dict[str, str | None]) -> None:
    fields = read(text)
    assert fields.value("system") == "foreign"
    assert {name: fields.value(name) for name in expected} == expected


@pytest.mark.parametrize(
    "text",
    [
        # Speaks of an order: nobody orders anything.
        """\
        Mayor defends the archives
        Executive Order 99194 of February 1, 2031
        The mayor said on Monday that the order is good for the archives and that all of the people
        want it to be kept, as it was before.
        """,
        """\
        Neue Verordnung zu den Archiven
        Vom 12. Juli 2031 an gilt eine neue Regel für die Akten der Provinzen, und die Archive haben sie
        nicht gewollt, wie der Sprecher am Montag in der Sitzung sagte.
        """,
        """\
        Ny forskrift om arkiver
        Forskriften FOR-2031-02-28-320 gjelder fra mars, og det er ikke alle som er glade for den nye
        forskriften, sier lederen for arkivet til avisen.
        """,
        """\
        Brussels wants better archives
        The Regulation (EU) 2031/679 of the European Parliament and of the Council of 27 April 2031 is
        what the archivists of the union have asked for, and it was welcomed by all of them.
        """,
        """\
        תקנות חדשות לארכיונים פורסמו בשנת 2031
        המנהל אמר כי התקנות האלה טובות של כל הארכיונים וכי יש לשמור על החומר אשר בהם כמו לפני כן
        """,
    ],
)
def test_a_report_about_an_act_has_no_number(text: str) -> None:
    fields = read("\n".join(line.strip() for line in text.splitlines()))
    assert fields.value("system") == "foreign"
    assert (fields.value("number"), fields.value("issued"), fields.value("issuer")) == (None, None, None)
