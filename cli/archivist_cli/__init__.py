"""The ``archivist`` program: a command line over the library, nothing more.

Owns: parsing the call, finding the archive, writing answers for people and for programs,
turning errors into sentences and exit codes, and the two languages people read.
Must not: know a file format, a database or an index; what it does, the library does.
"""
