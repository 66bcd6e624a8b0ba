"""The page 批量研究 Studies: what sweeps have found, and how sure that is."""
