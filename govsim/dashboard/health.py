"""Which start of the server this is: pages that were open before notice and open themselves again."""

import secrets

STARTED = secrets.token_hex(6)
