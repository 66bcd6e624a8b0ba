"""What is left of a run: its counts, stocks and cases, its provenance, its files."""

from govsim.records.files import DiskError, read, write, write_bytes, write_csv, write_text
from govsim.records.run import CASE_COLUMNS, Run, case_table, table_named

__all__ = [
    "CASE_COLUMNS", "DiskError", "Run", "case_table", "read", "table_named", "write", "write_bytes", "write_csv",
    "write_text",
]  # fmt: skip
