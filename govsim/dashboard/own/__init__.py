"""A user's own place in the browser: files that are checked, a form of twelve questions, and what comes of them.

`page` and `shelf` are for pages; what works in a process of its own does without Solara.
"""
