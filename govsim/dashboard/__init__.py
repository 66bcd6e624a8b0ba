"""The web pages: one process that serves them, one frame around them, a package for each page."""
