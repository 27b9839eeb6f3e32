"""Text in the appearances of widgets: found in the nesting, the same as pypdf reads from the whole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, StreamObject

from archivist.extract.cleaning import clean_text
from archivist.extract.pdf_appearance import appearance_text

PAGE = PdfWriter().add_blank_page(200, 200)
FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)


def form(content: str, children: dict[str, StreamObject] | None = None, kind: str = "/Form") -> StreamObject:
    stream = DecodedStreamObject()
    stream.set_data(content.encode())
    stream[NameObject("/Subtype")] = NameObject(kind)
    stream[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): DictionaryObject({NameObject("/F0"): FONT}),
            NameObject("/XObject"): DictionaryObject(
                {NameObject(name): child for name, child in (children or {}).items()}
            ),
        }
    )
    return stream


def shows(text: str) -> StreamObject:
    return form(f"BT /F0 12 Tf 0 4 Td ({text}) Tj ET")


def annotation(normal: StreamObject | DictionaryObject, state: str = "") -> DictionaryObject:
    found = DictionaryObject({NameObject("/AP"): DictionaryObject({NameObject("/N"): normal})})
    if state:
        found[NameObject("/AS")] = NameObject(state)
    return found


def as_whole(top: StreamObject) -> str:
    return clean_text(PAGE.extract_xform_text(top))  # type: ignore[arg-type]


def test_the_text_of_a_nested_layer_is_found() -> None:
    layers = form("q /n0 Do Q q 1 0 0 1 3 3 cm /n2 Do Q", {"/n0": form("% DSBlank"), "/n2": shows("2496")})
    top = form("/FRM Do", {"/FRM": layers})
    assert appearance_text(PAGE, annotation(top)) == "2496" == as_whole(top)


def test_texts_of_two_layers_are_both_read() -> None:
    top = form("/n2 Do /n4 Do", {"/n2": shows("193"), "/n4": shows("valid")})
    assert appearance_text(PAGE, annotation(top)) == as_whole(top)
    assert {"193", "valid"} <= set(as_whole(top).split()) or as_whole(top) == "193valid"


def test_a_picture_and_an_unused_form_give_no_text() -> None:
    picture = form("\x00\x01 (not) Tj", kind="/Image")
    assert appearance_text(PAGE, annotation(form("/Im0 Do", {"/Im0": picture}))) == ""
    assert appearance_text(PAGE, annotation(form("q Q", {"/n2": shows("unused")}))) == ""


def test_the_shown_state_counts() -> None:
    states = DictionaryObject({NameObject("/On"): shows("1"), NameObject("/Off"): shows("2")})
    assert appearance_text(PAGE, annotation(states, "/On")) == "1"
    assert appearance_text(PAGE, annotation(states, "/Gone")) == ""


def test_a_form_that_paints_itself_ends() -> None:
    loop = form("/Me Do")
    loop["/Resources"]["/XObject"][NameObject("/Me")] = loop  # type: ignore[index]
    assert appearance_text(PAGE, annotation(loop)) == ""


def test_names_may_be_written_with_number_signs() -> None:
    top = form("/My#20layer Do", {"/My layer": shows("7432")})
    assert appearance_text(PAGE, annotation(top)) == "7432" == as_whole(top)


def test_an_annotation_without_appearance_gives_no_text() -> None:
    assert appearance_text(PAGE, DictionaryObject()) == ""
    assert appearance_text(PAGE, DictionaryObject({NameObject("/AP"): ArrayObject()})) == ""


LEAF = st.one_of(st.text("0123456789 ab", min_size=1, max_size=6).map(shows), st.just("% DSBlank").map(form))
FORMS = st.recursive(
    LEAF,
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(
        lambda children: form(
            " ".join(f"q /n{number} Do Q" for number in range(len(children))),
            {f"/n{number}": child for number, child in enumerate(children)},
        )
    ),
    max_leaves=8,
)


@given(FORMS)
def test_as_pypdf_reads_from_the_whole(top: StreamObject) -> None:
    assert appearance_text(PAGE, annotation(top)) == as_whole(top)
