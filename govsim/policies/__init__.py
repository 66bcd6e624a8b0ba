"""What a government decides: one policy a file. A new one is a file, a line here and its tests.

Installed packages add policies under the entry point group `govsim.policies`: the entry's name is the policy's kind.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from govsim.interfaces import Policy
from govsim.policies.booking import Booking
from govsim.policies.convening import Convening
from govsim.policies.covenant import Covenant
from govsim.policies.deadline import Deadline
from govsim.policies.duty_list import DutyList
from govsim.policies.field_floor import FieldFloor
from govsim.policies.first_receiver import FirstReceiver
from govsim.policies.grid_redraw import GridRedraw
from govsim.policies.households_per_worker import HouseholdsPerWorker
from govsim.policies.language_team import LanguageTeam
from govsim.policies.mediators import Mediators
from govsim.policies.nothing import Nothing
from govsim.policies.paperwork import Paperwork
from govsim.policies.patrols import Patrols
from govsim.policies.platform import Platform
from govsim.policies.referral_rule import ReferralRule
from govsim.policies.resolution import Active, Resolution, resolve
from govsim.policies.roster import Roster
from govsim.policies.self_groups import SelfGroups
from govsim.policies.supervision import Supervision

ENTRY_POINTS = "govsim.policies"

BUILT_IN: dict[str, type[Policy]] = {
    "booking": Booking,
    "convening": Convening,
    "covenant": Covenant,
    "deadline": Deadline,
    "duty_list": DutyList,
    "field_floor": FieldFloor,
    "first_receiver": FirstReceiver,
    "grid_redraw": GridRedraw,
    "households_per_worker": HouseholdsPerWorker,
    "language_team": LanguageTeam,
    "mediators": Mediators,
    "nothing": Nothing,
    "paperwork": Paperwork,
    "patrols": Patrols,
    "platform": Platform,
    "referral_rule": ReferralRule,
    "roster": Roster,
    "self_groups": SelfGroups,
    "supervision": Supervision,
}


class PolicyError(ValueError):
    """An installed policy that cannot be used; its two arguments say why in Chinese and in English."""


class Registry(Mapping[str, type[Policy]]):
    """All policies by kind in alphabetical order: govsim's own and those of installed packages.

    A package's code runs only when its policy is asked for.
    """

    def __getitem__(self, kind: str) -> type[Policy]:
        """Return the class of a kind. Raises KeyError, or PolicyError where an installed policy cannot be used."""
        return BUILT_IN[kind] if kind in BUILT_IN else _load(added()[kind])

    def __contains__(self, kind: object) -> bool:
        """Tell whether there is such a kind, without loading it."""
        return kind in BUILT_IN or kind in added()

    def __iter__(self) -> Iterator[str]:
        """Go through the kinds."""
        return iter(sorted((*BUILT_IN, *added())))

    def __len__(self) -> int:
        """Return the number of kinds."""
        return len(BUILT_IN) + len(added())


POLICIES = Registry()


@cache
def added() -> Mapping[str, EntryPoint]:
    """Return the entry points by which installed packages add policies, not loaded yet.

    Raises PolicyError where two packages, or a package and govsim, use one kind.
    """
    found: dict[str, EntryPoint] = {}
    for entry in entry_points(group=ENTRY_POINTS):
        if entry.name in BUILT_IN or entry.name in found:
            raise _unusable(entry, "措施名已被使用", "a policy of this kind exists already")
        found[entry.name] = entry
    return MappingProxyType(found)


@cache
def _load(entry: EntryPoint) -> type[Policy]:
    try:
        loaded = entry.load()
    except Exception as error:  # whatever a foreign module does when it is imported
        raise _unusable(entry, f"无法载入：{error}", f"it cannot be loaded: {error}") from error
    if not (isinstance(loaded, type) and issubclass(loaded, Policy)):
        raise _unusable(
            entry, f"{entry.value} 不是 Policy 的子类", f"{entry.value} is no subclass of govsim.interfaces.Policy"
        )
    kind = loaded.model_fields["kind"].default
    if kind != entry.name:
        raise _unusable(entry, f"其 kind 为 {kind!r}", f"its kind is {kind!r}")
    return loaded


def _unusable(entry: EntryPoint, chinese: str, english: str) -> PolicyError:
    package = entry.dist.name if entry.dist else "?"
    return PolicyError(f"{package} 的措施 {entry.name!r}：{chinese}", f"policy {entry.name!r} of {package}: {english}")


__all__ = ["BUILT_IN", "POLICIES", "Active", "Policy", "PolicyError", "Registry", "Resolution", "added", "resolve"]
