"""What a government decides: one policy a file. A new one is a file, a line here and its tests.

Installed packages add policies under the entry point group `govsim.policies`: the entry's name is the policy's kind.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from govsim.interfaces import Policy
from govsim.policies.activity_time import ActivityTime
from govsim.policies.allocation_base import AllocationBase
from govsim.policies.booking import Booking
from govsim.policies.buy_services import BuyServices
from govsim.policies.care_rating import CareRating
from govsim.policies.committee_reform import CommitteeReform
from govsim.policies.convening import Convening
from govsim.policies.covenant import Covenant
from govsim.policies.data_platform import DataPlatform
from govsim.policies.deadline import Deadline
from govsim.policies.duty_list import DutyList
from govsim.policies.emergency_mode import EmergencyMode
from govsim.policies.empower import Empower
from govsim.policies.experts import Experts
from govsim.policies.field_floor import FieldFloor
from govsim.policies.first_receiver import FirstReceiver
from govsim.policies.grid_redraw import GridRedraw
from govsim.policies.households_per_worker import HouseholdsPerWorker
from govsim.policies.language_team import LanguageTeam
from govsim.policies.local_hiring import LocalHiring
from govsim.policies.mediators import Mediators
from govsim.policies.nothing import Nothing
from govsim.policies.open_accounts import OpenAccounts
from govsim.policies.paperwork import Paperwork
from govsim.policies.party_posts import PartyPosts
from govsim.policies.patrols import Patrols
from govsim.policies.pay_recognition import PayRecognition
from govsim.policies.platform import Platform
from govsim.policies.publicity import Publicity
from govsim.policies.referral_rule import ReferralRule
from govsim.policies.resident_fund import ResidentFund
from govsim.policies.resolution import Active, Resolution, resolve
from govsim.policies.retrofit import Retrofit
from govsim.policies.roster import Roster
from govsim.policies.self_groups import SelfGroups
from govsim.policies.supervision import Supervision
from govsim.policies.training import Training
from govsim.policies.volunteers import Volunteers
from govsim.policies.waste_chain import WasteChain

ENTRY_POINTS = "govsim.policies"

BUILT_IN: dict[str, type[Policy]] = {
    "activity_time": ActivityTime,
    "allocation_base": AllocationBase,
    "booking": Booking,
    "buy_services": BuyServices,
    "care_rating": CareRating,
    "committee_reform": CommitteeReform,
    "convening": Convening,
    "covenant": Covenant,
    "data_platform": DataPlatform,
    "deadline": Deadline,
    "duty_list": DutyList,
    "emergency_mode": EmergencyMode,
    "empower": Empower,
    "experts": Experts,
    "field_floor": FieldFloor,
    "first_receiver": FirstReceiver,
    "grid_redraw": GridRedraw,
    "households_per_worker": HouseholdsPerWorker,
    "language_team": LanguageTeam,
    "local_hiring": LocalHiring,
    "mediators": Mediators,
    "nothing": Nothing,
    "open_accounts": OpenAccounts,
    "paperwork": Paperwork,
    "party_posts": PartyPosts,
    "patrols": Patrols,
    "pay_recognition": PayRecognition,
    "platform": Platform,
    "publicity": Publicity,
    "referral_rule": ReferralRule,
    "resident_fund": ResidentFund,
    "retrofit": Retrofit,
    "roster": Roster,
    "self_groups": SelfGroups,
    "supervision": Supervision,
    "training": Training,
    "volunteers": Volunteers,
    "waste_chain": WasteChain,
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
