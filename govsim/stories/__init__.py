"""来龙去脉, why did this happen: the story of one case, hour by hour, in words; and the same without a measure."""

from govsim.stories.telling import Case, Line, first_hour, longest, story, unlike, without

__all__ = ["Case", "Line", "first_hour", "longest", "story", "unlike", "without"]
