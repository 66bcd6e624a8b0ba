"""Names that nobody has to type: of teams, and the words of which a trainer's word is made."""

import secrets

TEAMS = (
    ("山", "Hill"), ("河", "River"), ("松", "Pine"), ("竹", "Bamboo"), ("荷", "Lotus"), ("云", "Cloud"),
    ("星", "Star"), ("桥", "Bridge"), ("石", "Stone"), ("雁", "Goose"), ("梅", "Plum"), ("湖", "Lake"),
)  # fmt: skip
_WORDS = (
    "amber", "apple", "apron", "arrow", "aspen", "badge", "baker", "bamboo", "banjo", "barley", "basil", "basket",
    "beacon", "birch", "bison", "bonnet", "bottle", "breeze", "bridge", "bronze", "brook", "butter", "button",
    "cabin", "cactus", "candle", "canoe", "canyon", "carbon", "carpet", "carrot", "castle", "cedar", "cherry",
    "chestnut", "clover", "cobalt", "coffee", "comet", "copper", "coral", "cotton", "cradle", "crane", "cricket",
    "crystal", "daisy", "desert", "donkey", "dragon", "eagle", "ember", "falcon", "feather", "fennel", "fiddle",
    "finch", "flint", "forest", "fossil", "fountain", "galaxy", "garden", "garlic", "garnet", "ginger", "glacier",
    "granite", "gravel", "guitar", "hammer", "harbor", "hazel", "heron", "hickory", "honey", "island", "ivory",
    "jacket", "jasmine", "jungle", "kettle", "kitten", "ladder", "lagoon", "lantern", "laurel", "lemon", "lentil",
    "lilac", "linen", "lizard", "lobster", "magnet", "mango", "maple", "marble", "meadow", "melon", "mirror",
    "mitten", "morning", "mosaic", "mountain", "mustard", "needle", "nickel", "nutmeg", "oasis", "ocean", "olive",
    "onion", "orange", "orchid", "otter", "oyster", "paddle", "panda", "paper", "parrot", "peach", "pebble", "pencil",
    "pepper", "petal", "piano", "pigeon", "pillow", "pine", "planet", "pocket", "pollen", "pond", "poplar", "potato",
    "prairie", "pumpkin", "quartz", "rabbit", "radish", "raven", "ribbon", "river", "robin", "rocket", "saddle",
    "saffron", "salmon", "sandal", "sapphire", "satin", "seal", "sesame", "silver", "spruce", "stone", "sugar",
    "summer", "sunset", "swallow", "teapot", "thistle", "thunder", "tiger", "timber", "tulip", "tunnel", "turtle",
    "valley", "velvet", "violet", "walnut", "willow", "window", "winter",
)  # fmt: skip


def team_name(number: int, lang: str) -> str:
    """Return the name of a team."""
    return TEAMS[number][0 if lang == "zh" else 1]


def new_word() -> str:
    """Return a trainer's word such as bamboo-river-31: two words and a number."""
    return f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{10 + secrets.randbelow(90)}"


def new_code() -> str:
    """Return a room code of four digits."""
    return f"{secrets.randbelow(10_000):04d}"
