"""The page that says how the model works, how well it fits, and what it cannot say."""
