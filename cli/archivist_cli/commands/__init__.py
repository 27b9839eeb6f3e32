"""One module a command; each exposes ``command`` and is imported only when it is asked for."""
