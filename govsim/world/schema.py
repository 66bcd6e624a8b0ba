"""The columns of every table. The rows of one block are contiguous in each of them."""

from typing import NamedTuple

import numpy as np

from govsim.engine.columns import schema
from govsim.engine.offices.tables import MESSAGE
from govsim.parameters import rules_type

RESIDENT = schema(dict(
    household="i4", building="i4", grid="i4",
    rate="f4",  # heterogeneity times (adult or not): multiplies the rates of all issues; mean 1 over residents
    trust_workers="f4", trust_offices="f4", trust_group="f4", belonging="f4", efficacy="f4", ties="f4",
    baseline="f4",  # own baseline of the three trusts
    baseline_ties="f4",  # own baseline of ties and belonging
    touched="i4", last_contact="i4", known_until="i4", registered="i4",
    next="i4", candidate="i4",  # agenda of arrivals
    endured="i4",  # slot + 1 of the latest endured case
    tried_week="i2", met_week="i2",
    category="i1", schedule="i1", age="i1", gender="i1", schooling="i1", hukou="i1", digital="i1", languages="i1",
    cooperation="i1", need="i1", last_result="i1", years="i1",
    attended="i4",  # hour of the last activity, meeting, vote or voluntary work; NEVER_ATTENDED before
    roles="i1",  # bits: see ROLES
    presence="i1",  # 0 lives where registered, 1 registered here but living elsewhere, 2 the reverse
))  # fmt: skip

NEVER_ATTENDED = -(2**30)
ROLES = ("volunteer", "building_head", "party_member", "group_member")  # bits of residents.roles, from the lowest

CASE = schema(dict(
    person="i4", arose="i4", other="i4", due="i4", next="i4", previous="i4", earliest="i4", until="i4", seeking="i4",
    desk="i4", reported="i4", responded="i4", reached="i4", closed="i4", sought="i4",
    work="f4", severity="f4", rank="f8", finished="f8",
    issue="i2", klass="i2", barred="i2", needs="i2", failures="i2", attempts="i2",
    state="i1", task="i1", entry="i1", channel="i1", need="i1", tier="i1", sessions="i1", transfers="i1",
    avoidable="i1", reopened="i1", round="i1", resolved="i1", satisfied="i1", found_by="i1", formal="i1",
    recorded="i1", shuttle="i1", booked="i1", hotline="i1", outcome="i1", aware="i1", group_sessions="i1",
))  # fmt: skip

BUILDING = schema(dict(
    grid="i4", community="i4", estate="i4", first_resident="i4", residents="i4", first_household="i4", households="i4",
    next_in_grid="i4", group="i4", storeys="i4", year="i4", x="f8", y="f8", condition="f8",
    fees="f8",  # share of households that paid the last property fee
    giving="f8",  # share of adults who gave work or money to the building in the last month
))  # fmt: skip

GRID = schema(dict(
    identity="i4", community="i4", first_building="i4", cursor_building="i4", cursor_resident="i4", hidden="i4",
    residents="i4", households="i4", first_worker="i4", workers="i4",
    community_first="i4", community_residents="i4",  # residents of the whole community
))  # fmt: skip

DESK = schema(dict(
    identity="i4", community="i4", first_worker="i4", first_case="i4", last_case="i4", waiting="i4", hours="i4",
))  # fmt: skip

WORKER = schema(dict(
    identity="i4", ordinal="i4", kind="i4", grid="i4", desk="i4", next_in_grid="i4", next_at_desk="i4", active="i4",
    roster="i4", own_set="i4", local="i4", languages="i4", busy="i4", mode="i4",
    skill="f8", experience="f8", morale="f8", backlog="f8", arrived="f8", done="f8", today="f8",
    overtime="f8", hired="i4", visits="i4", vacant="i4",  # vacant 1: the post waits for somebody
))  # fmt: skip

GROUP = schema(dict(
    identity="i4", community="i4", first_building="i4", buildings="i4", members="i4", active="i4", settled="i4",
    founded="i4", tried="i4", skill="f8", covenant="f8", capacity="f8", support="f8", legitimacy="f8", used="f8",
    faded="i4",  # hour in which it fell below its quorum for good; -1: it lives or was never founded
))  # fmt: skip

# What policies decide, one row a grid. Defaults come from the scenario's place and the parameters; see policies/.
LEVERS = schema(dict(
    roster="i4",  # row of the set of rosters; 0 = the place's standard
    workers="i4",  # active grid workers
    station_workers="i4",  # active workers at the station of the grid's community
    visit_rule="i4", paperwork_rule="i4", queue_rule="i4",
    awareness="f8",  # share of residents who know a roster other than the standard
    field_share="f8", field_floor="f8", visit_share="f8", detection="f8", paperwork_hours="f8",
    booking="f8",  # share of seekers who book a time
    phone_on_duty="f8", phone_off_duty="f8",
    clarity="f8", first_receiver="f8", supervision="f8", convening="f8",  # 0 to 1
    deadline_days="f8",  # 0 = none
    deadline_pressure="f8",
    sessions_limit="f8", refer_at_once="f8",  # share of disputes referred without a session
    platform="f8",  # uptake among those with digital access
    platform_speed="f8",  # factor on dispatch delays of the platform
    mediator_skill="f8",  # logit added to sessions
    mediator_share="f8",  # share of sessions held by mediators instead of the desk's staff
    language="f8",  # share of foreign residents' matters with a shared language
    group_covenant="f8", group_skill="f8",
    group_support="f8",  # depth of the support that living groups get, 0 to 1
    emergency="f8",  # share of the hours on duty that an emergency takes
    volunteer_hours="f8",  # hours a week of volunteers, building heads and Party members at posts
    activities="f8",  # activities a month per 1,000 residents
    activity_evening="f8",  # share of activities in evenings and at weekends
    publicity="f8",  # 0 to 1
    list_precision="f8",  # share of entries of a contact list that are right
    fund="f8",  # yearly fund for the commons, in units of what upkeep needs
    fund_residents="f8",  # share of the fund that residents decide on
    by_residents="f8",  # 0 = money by registered people, 1 = by residents
    open_accounts="f8", one_committee="f8", empower="f8",  # 0 to 1
    service_hours="f8",  # hours a week per 1,000 residents bought from social organisations
    expert_hours="f8",  # hours a week of embedded professionals, per community
    pay="f8", training="f8", local_hiring="f8",  # 0 to 1
    waste_capacity="f8", waste_sanction="f8", retrofit_subsidy="f8", retrofit_model="f8",
    care_rating="f8", care_tender="f8", care_meeting="f8",
))  # fmt: skip

ISSUE = schema(dict(
    klass="i4", party="i4", department="i4", property="i4", group="i4", profile="i4",
    rate="f8",  # per resident-hour, mean over the week and the residents
    bound="f8",  # per resident-hour; no policy, shock or state can exceed it
    upto="f8",  # cumulated bound over the issues, for choosing one
    intercept="f8", work="f8", city="f8", town="f8", condition="f8",
))  # fmt: skip

STORY = schema(dict(
    hour="i4", person="i4", arose="i4", event="i4", value="f8", other="f8",
))  # fmt: skip


class Block(NamedTuple):
    """The tables of one block of communities, as views of the whole world; rows count from the block's first."""

    residents: np.ndarray
    cases: np.ndarray  # a pool of open cases; closed ones wait there until the week's end
    pool: np.ndarray  # (8,) i8: see engine.casework.pool
    buildings: np.ndarray
    grids: np.ndarray
    desks: np.ndarray  # one per grid, worker or community (served_by), then one station per community
    workers: np.ndarray
    groups: np.ndarray
    levers: np.ndarray  # one row a grid
    duty: np.ndarray  # (desks, 168) largest fraction of the hour in which one of the desk's workers is on duty
    waits: np.ndarray  # (desks, schedules * 168) wait perceived by those who know the desk's own roster, h
    shocks: np.ndarray  # (grids, issues) factor on rates
    arrivals: np.ndarray  # (CANDIDATES,) first resident whose candidate is due
    heads: np.ndarray  # (tasks, RING) first case due
    found: np.ndarray  # scratch of drain
    values: np.ndarray  # (channels,) scratch of the choice of a channel
    counts: np.ndarray  # (grids + groups of residents + issues, measures) of the current week
    edges_from: np.ndarray  # (residents + 1,) where a resident's neighbours begin in `edges`
    edges: np.ndarray  # rows of neighbours
    papers: np.ndarray  # (workers, 32) hours of paperwork that arrived on each of the last days
    outbox: np.ndarray  # messages to offices, counted in `pool`
    stories: np.ndarray  # events of the traced case, counted in `pool`


class Settings(NamedTuple):
    """What nothing inside a day changes."""

    seed: int
    offset: int  # of the block's residents in the world
    rules: np.ndarray  # one row: every parameter
    issues: np.ndarray  # one row an issue
    utility: np.ndarray  # (issues, channels) constants
    who: np.ndarray  # (issues, categories) factor on rates, at most 1 of the bound
    profiles: np.ndarray  # (profiles, 168) factor on rates, mean 1
    free: np.ndarray  # (schedules, 168) normal quantile of the probability of being free
    free_chance: np.ndarray  # (schedules, 168) that probability
    phone: np.ndarray  # (schedules, 168) probability of being able to phone
    belief: np.ndarray  # (168,) belief that the standard counter is open
    stated_wait: np.ndarray  # (channels,) what the stated wait takes from the value of a channel
    believed_wait: np.ndarray  # (schedules, 168) the same for the perceived wait in person at the standard counter
    office_wait: np.ndarray  # (schedules, 168) the same at an office's counter
    office_open: np.ndarray  # (168,) fraction of the hour the offices' counters are open
    group_open: np.ndarray  # (168,) fraction of the hour groups meet
    group_share: np.ndarray  # (168,) share of the week's such hours that lies in this one
    rosters: np.ndarray  # (rosters, 168) fraction of the hour on duty
    roster_sets: np.ndarray  # (sets, 2) first roster and number of rosters over which workers rotate
    week_hour: np.ndarray  # (hours,) effective hour of the week
    draw_block: np.ndarray  # (hours,) id of the stretch of hours in which a person's free time is one draw
    draw_class: np.ndarray  # (hours,) class of that stretch
    scratch: np.ndarray  # (1, 168)
    served_by: int
    base_desks: int  # desks before the stations
    block: int
    town_office: int  # row of the subdistrict's office; -1: none
    first_department: int  # row of the first city office
    departments: int  # number of city offices
    traced_person: int  # -1: nobody
    traced_hour: int


BLOCK_FIELDS = {
    "residents": (1, RESIDENT), "cases": (1, CASE), "pool": (1, "i8"), "buildings": (1, BUILDING), "grids": (1, GRID),
    "desks": (1, DESK), "workers": (1, WORKER), "groups": (1, GROUP), "levers": (1, LEVERS), "duty": (2, "f8"),
    "waits": (2, "f8"), "shocks": (2, "f8"), "arrivals": (1, "i4"), "heads": (2, "i4"), "found": (1, "i8"),
    "values": (1, "f8"), "counts": (2, "f8"), "edges_from": (1, "i4"), "edges": (1, "i4"), "papers": (2, "f8"),
    "outbox": (1, schema(MESSAGE)), "stories": (1, STORY),
}  # fmt: skip
SETTINGS_FIELDS = {
    "seed": (0, None), "offset": (0, None), "rules": (1, rules_type()), "issues": (1, ISSUE), "utility": (2, "f8"),
    "who": (2, "f8"), "profiles": (2, "f8"), "free": (2, "f8"), "free_chance": (2, "f8"), "phone": (2, "f8"),
    "belief": (1, "f8"), "stated_wait": (1, "f8"), "believed_wait": (2, "f8"), "office_wait": (2, "f8"),
    "office_open": (2, "f8"), "group_open": (2, "f8"), "group_share": (2, "f8"), "rosters": (2, "f8"),
    "roster_sets": (2, "i8"), "week_hour": (1, "i4"), "draw_block": (1, "i4"), "draw_class": (1, "i4"),
    "scratch": (2, "f8"),
    "served_by": (0, None), "base_desks": (0, None), "block": (0, None), "town_office": (0, None),
    "first_department": (0, None), "departments": (0, None), "traced_person": (0, None), "traced_hour": (0, None),
}  # fmt: skip
assert tuple(BLOCK_FIELDS) == Block._fields and set(SETTINGS_FIELDS) == set(Settings._fields)
