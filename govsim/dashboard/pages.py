"""The pages by name, in the order of the bar."""

NAMES = ("explore", "compare", "class", "studies", "model")
PATHS = ("/", *(f"/{name}" for name in NAMES))
