"""Subject classes of a filing plan: the plan, rules that suggest a class, and a learner.

Owns: reading and checking ``scheme.toml``, suggesting with the words that decided, and the learned
model as plain figures.
Must not: store a document, overrule a person, or load anything that could be executed.
"""

from archivist.subjects.learning import Example, Model, Training, decode_model, encode_model, train
from archivist.subjects.rules import Suggestion, suggest
from archivist.subjects.scheme import Scheme, SubjectClass, default_scheme, default_text, parse_scheme

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
    "suggest",
    "train",
]
