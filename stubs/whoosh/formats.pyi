class Format:
    posting_size: int
    field_boost: float
    options: dict[str, object]

class Existence(Format): ...
class Frequency(Format): ...
