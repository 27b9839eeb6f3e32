"""Registers of incoming and outgoing documents (sổ đăng ký văn bản đến, đi).

Owns: their lines, what persons write in them, and their printed form. Numbers of arrival are given
by `archivist.registering` when a document is filed.
Must not: file a document, or change one.

Columns and forms: Decree 30/2020/NĐ-CP, appendix IV.
"""

from archivist.registers.records import IncomingLine, LineState, OutgoingLine, Register

__all__ = ["IncomingLine", "LineState", "OutgoingLine", "Register"]
