"""One page of a run or of a comparison: self-contained HTML in Chinese or English, nothing fetched from anywhere."""

from govsim.report.page import page, write_page

__all__ = ["page", "write_page"]
