"""Extraction: from the bytes of a file to pages and lines."""
