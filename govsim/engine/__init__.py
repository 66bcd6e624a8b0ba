"""The compiled engine: plain arrays and functions that know nothing of scenarios or Mesa."""
