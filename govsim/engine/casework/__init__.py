"""Verbs that several mechanisms use on a case: count it, queue it, seek a contact, book a session, refer it, close it."""
