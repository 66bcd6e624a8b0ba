"""The page that compares options side by side."""
