"""Subject classes of a filing plan: the plan, rules that suggest a class, and a learner.

Owns: reading and checking ``scheme.toml``, suggesting with the words that decided, and the learned
model as plain figures.
Must not: store a document, overrule a person, or load anything that could be executed.

Names are imported when they are first used: counting results by class needs the plan alone.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archivist.subjects.learning import Example, Model, Training, decode_model, encode_model, train
    from archivist.subjects.rules import Suggestion, suggest
    from archivist.subjects.scheme import (
        Scheme,
        SubjectClass,
        default_scheme,
        default_text,
        parse_scheme,
        scheme_at,
    )

_MODULES = {
    "learning": ("Example", "Model", "Training", "decode_model", "encode_model", "train"),
    "rules": ("Suggestion", "suggest"),
    "scheme": ("Scheme", "SubjectClass", "default_scheme", "default_text", "parse_scheme", "scheme_at"),
}
_WHERE = {name: module for module, names in _MODULES.items() for name in names}

__all__ = [
    "Example",
    "Model",
    "Scheme",
    "SubjectClass",
    "Suggestion",
    "Training",
    "decode_model",
    "default_scheme",
    "default_text",
    "encode_model",
    "parse_scheme",
    "scheme_at",
    "suggest",
    "train",
]


def __getattr__(name: str) -> Any:  # Any: whatever the name stands for
    """Import what is asked for."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
