from collections.abc import Sequence

from whoosh.matching import Matcher

class W3Codec:
    def __init__(self, blocklimit: int = ..., compression: int = ..., inlinelimit: int = ...) -> None: ...

class W3LeafMatcher(Matcher):
    _ids: Sequence[int]
    _weights: Sequence[float]
    _values: Sequence[bytes]
    def _next_block(self) -> None: ...
