"""Learn classes from what archivists filed and corrected.

Owns: the features, the training (scikit-learn, ``archivist[learn]``), and the model as figures.
Must not: read records, or load a pickle: a model is JSON, and using it needs no library.

A linear model over words and pairs of words, because it can say which words decided: the share
of each word in the winning class's score.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from archivist.errors import UsageError
from archivist.lazyclass import dataclass
from archivist.subjects.rules import Suggestion, plain

FORMAT = 1
LEAST_EXAMPLES = 20
"""Documents a person classed, from which on learning makes sense."""
_LEAST_EACH = 2
_FOLDS = 5
_HINT = "plan:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What the learner sees of a document, and its class.

    Attributes:
        subject: subject as read.
        issuer: name of the issuing body.
        kind: code of the kind.
        hints: classes the words of the plan suggest, likeliest first. With them the learner
            need not learn anew what the plan says, only where archivists class otherwise.
        code: the class a person gave it; empty when it is to be suggested.
    """

    subject: str
    issuer: str = ""
    kind: str = ""
    hints: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What training came to.

    Attributes:
        examples: documents learned from.
        classes: different classes among them.
        left_out: documents of classes with fewer than two.
        right: share that was suggested rightly by models that had not seen the document
            (stratified cross-validation); None with too few to tell.
        folds: into how many parts they were divided for that.
    """

    examples: int
    classes: int
    left_out: int
    right: float | None
    folds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Figures of a linear model.

    Attributes:
        classes: codes, in the order of `weights`.
        terms: word or pair → its column.
        idf: weight of each column.
        weights: one row a class.
        bias: one figure a class.
        examples: documents it was learned from.
    """

    classes: tuple[str, ...]
    terms: Mapping[str, int]
    idf: tuple[float, ...]
    weights: tuple[tuple[float, ...], ...]
    bias: tuple[float, ...]
    examples: int = 0

    @property
    def size(self) -> int:
        """Columns."""
        return len(self.idf)

    def suggest(self, example: Example) -> tuple[Suggestion, ...]:
        """Classes by probability, likeliest first, with the words that decided."""
        counted = Counter(term for term in terms_of(example) if term in self.terms)
        if not counted:
            return ()
        values = {self.terms[term]: count * self.idf[self.terms[term]] for term, count in counted.items()}
        norm = math.sqrt(sum(value * value for value in values.values()))
        values = {column: value / norm for column, value in values.items()}
        scores = [
            bias + sum(row[column] * value for column, value in values.items())
            for row, bias in zip(self.weights, self.bias, strict=True)
        ]
        top = max(scores)
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers)
        names = {column: term for term, column in self.terms.items() if column in values}
        ranked = sorted(range(len(scores)), key=lambda at: -scores[at])
        return tuple(
            Suggestion(
                code=self.classes[at],
                confidence=round(powers[at] / total, 3),
                because=_because(self.weights[at], values, names),
            )
            for at in ranked[:3]
        )


def _because(row: Sequence[float], values: Mapping[int, float], names: Mapping[int, str]) -> tuple[str, ...]:
    shares = sorted(((row[column] * value, names[column]) for column, value in values.items()), reverse=True)
    told = [name for share, name in shares if share > 0 and not name.startswith(_HINT)]
    return tuple(name.replace("issuer:", "").replace("kind:", "") for name in told[:4])


def terms_of(example: Example) -> list[str]:
    """Words and pairs of neighbouring words of the subject, words of the issuer, kind, hints of the plan."""
    words = plain(example.subject).split()
    pairs = [f"{one} {other}" for one, other in pairwise(words)]
    issuer = [f"issuer:{word}" for word in plain(example.issuer).split()]
    # The first hint counts as much as the words of a usual subject.
    hints = [f"{_HINT}{code}" for code in example.hints[:2]] + [
        f"{_HINT}{code}" for code in example.hints[:1]
    ] * 3
    return [*words, *pairs, *issuer, *([f"kind:{example.kind}"] if example.kind else []), *hints]


def train(examples: Sequence[Example]) -> tuple[Model, Training]:
    """Learn from documents with a class.

    Raises:
        UsageError: scikit-learn is not installed, or there is too little to learn from.
    """
    counts = Counter(example.code for example in examples)
    kept = [example for example in examples if counts[example.code] >= _LEAST_EACH]
    codes = sorted({example.code for example in kept})
    if len(kept) < LEAST_EXAMPLES or len(codes) < 2:
        raise UsageError(
            f"too little to learn from: {len(kept)} documents in {len(codes)} classes; "
            f"at least {LEAST_EXAMPLES} in two classes that a person set or accepted are needed",
            hint="set classes with: archivist revise DOCUMENT --class CODE",
        )
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.model_selection import StratifiedKFold, cross_val_score
        from sklearn.pipeline import make_pipeline
    except ImportError:
        raise UsageError(
            "classes cannot be learned: scikit-learn is not installed",
            hint="install it with: pip install 'archivist[learn]'; without it the words of the plan decide",
        ) from None
    pipeline = make_pipeline(
        TfidfVectorizer(analyzer=terms_of), LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced")
    )
    labels = [example.code for example in kept]
    folds = min(_FOLDS, min(Counter(labels).values()))
    right = None
    if folds >= _LEAST_EACH:
        splitter = StratifiedKFold(n_splits=folds, shuffle=True, random_state=0)
        right = float(cross_val_score(pipeline, kept, labels, cv=splitter).mean())
    pipeline.fit(kept, labels)
    words, linear = pipeline[0], pipeline[1]
    rows = [[float(value) for value in row] for row in linear.coef_]
    bias = [float(value) for value in linear.intercept_]
    if len(rows) == 1:  # two classes: one row tells the second from the first
        rows = [[sign * value / 2 for value in rows[0]] for sign in (-1, 1)]
        bias = [-bias[0] / 2, bias[0] / 2]
    model = Model(
        classes=tuple(str(code) for code in linear.classes_),
        terms={str(term): int(column) for term, column in words.vocabulary_.items()},
        idf=tuple(float(value) for value in words.idf_),
        weights=tuple(map(tuple, rows)),
        bias=tuple(bias),
        examples=len(kept),
    )
    result = Training(
        examples=len(kept), classes=len(codes), left_out=len(examples) - len(kept), right=right, folds=folds
    )
    return model, result


def encode_model(model: Model) -> bytes:
    """The model as JSON."""
    body = {
        "format": FORMAT,
        "classes": model.classes,
        "terms": dict(sorted(model.terms.items(), key=lambda item: item[1])),
        "idf": [round(value, 6) for value in model.idf],
        "weights": [[round(value, 6) for value in row] for row in model.weights],
        "bias": [round(value, 6) for value in model.bias],
        "examples": model.examples,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def decode_model(data: bytes) -> Model | None:
    """The model, None when the bytes are none: it is a cache and is learned again."""
    try:
        body = json.loads(data)
        if body["format"] != FORMAT:
            return None
        model = Model(
            classes=tuple(map(str, body["classes"])),
            terms={str(term): int(column) for term, column in body["terms"].items()},
            idf=tuple(map(float, body["idf"])),
            weights=tuple(tuple(map(float, row)) for row in body["weights"]),
            bias=tuple(map(float, body["bias"])),
            examples=int(body["examples"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    shapes = {len(row) for row in model.weights} | {model.size}
    whole = len(shapes) == 1 and len(model.classes) == len(model.weights) == len(model.bias)
    return model if whole and all(0 <= at < model.size for at in model.terms.values()) else None
