"""What a scenario says about its place: counts, or a table of the buildings of a real place."""

from math import ceil
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from govsim.strict import Share, Strict

RESIDENTS_PER_COMMUNITY = 7_000  # a subdistrict of about 312,000 has some 45 communities
RESIDENTS_PER_GRID = 1_393  # Liyang, one town, November 2019: 167,101 registered residents in 120 grids

MOST_RESIDENTS = 25_000_000
Count = Annotated[int, Field(ge=1, le=MOST_RESIDENTS)]


class Place(Strict):
    """A place made from counts, or read from a table of buildings.

    Counts that are not given follow from the residents. `cross_communities`: share of estates that reach over the
    border into the next community, at most one a border; the communities then form one block. With `buildings` (a
    file in the scenario's folder) the table gives communities, grids, estates and households; `residents` = 0 means
    as the table says, or households times `household_size` where it has no such column.
    """

    residents: Annotated[int, Field(ge=0, le=MOST_RESIDENTS)] = 0
    household_size: Annotated[float, Field(ge=1, le=10)] = 2.5
    communities: Count | None = None
    grids: Count | None = None
    estates: Count | None = None
    cross_communities: Share = 0.0
    households_per_building: Annotated[int, Field(ge=1, le=5_000)] = 48
    households_per_stairwell: Annotated[int, Field(ge=1, le=1_000)] = 12
    storeys: Annotated[int, Field(ge=1, le=200)] = 6
    year: Annotated[int, Field(ge=1800, le=2100)] = 2000
    condition: Share = 0.6
    condition_spread: Annotated[float, Field(ge=0, le=0.5)] = 0.15
    buildings: Annotated[str, Field(min_length=1, max_length=200)] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.buildings is not None:
            self._counts_absent()
        elif not self.residents:
            raise _mistake("需要 residents 或楼栋表 buildings", "give residents, or a table of buildings")
        else:
            self._counts_fit()
        return self

    def _counts_absent(self) -> None:
        given = [name for name in ("communities", "grids", "estates") if getattr(self, name) is not None]
        if given:
            names = ", ".join(given)
            raise _mistake(f"已有楼栋表，请删去 {names}", f"the table of buildings gives {names}: leave them out")

    def _counts_fit(self) -> None:
        """Every community has a grid, every grid a building, every building a household, every household a resident."""
        steps = (
            ("communities", self.community_count, "grids", self.grid_count),
            ("grids", self.grid_count, "households", self.household_count),
            ("estates", self.estate_count, "households", self.household_count),
        )
        for part, fewer, whole, more in steps:
            if fewer > more:
                raise _mistake(
                    f"{part}（{fewer}）不能多于 {whole}（{more}）", f"{part} ({fewer}) cannot exceed {whole} ({more})"
                )

    @property
    def household_count(self) -> int:
        """Households of a place made from counts."""
        return max(1, round(self.residents / self.household_size))

    @property
    def community_count(self) -> int:
        """Communities of a place made from counts."""
        usual = max(1, ceil(self.residents / RESIDENTS_PER_COMMUNITY))
        return self.communities or min(usual, self.grids or usual)

    @property
    def grid_count(self) -> int:
        """Grids of a place made from counts."""
        return self.grids or max(self.community_count, round(self.residents / RESIDENTS_PER_GRID))

    @property
    def estate_count(self) -> int:
        """Estates of a place made from counts."""
        return self.estates or self.community_count


def _mistake(zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError("place", "{en}", {"zh": zh, "en": en})
