"""Verbs that several mechanisms use on a case: count, queue, seek a contact, book a session, refer, close."""
