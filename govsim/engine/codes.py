"""Numbers that stand for names in compiled code; every list is the one place where its order is fixed."""

import os

import numpy as np

STATES = (
    "free", "latent", "undecided", "endured", "settled", "contact", "dispatch", "staff", "group", "property",
    "session", "transfer", "office", "closed", "withdrawn", "moot",
)  # fmt: skip
(FREE, LATENT, UNDECIDED, ENDURED, SETTLED, CONTACT, DISPATCH, STAFF, GROUP, PROPERTY,
 SESSION, TRANSFER, OFFICE, CLOSED, WITHDRAWN, MOOT) = range(len(STATES))  # fmt: skip

CHANNELS = ("group", "station", "worker", "phone", "property", "platform", "hotline", "office")
VIA_GROUP, VIA_STATION, VIA_WORKER, VIA_PHONE, VIA_PROPERTY, VIA_PLATFORM, VIA_HOTLINE, VIA_OFFICE = range(8)

CLASSES = ("dispute", "organisation_dispute", "local_request", "department_request", "certificate", "hazard")
DISPUTE, ORGANISATION_DISPUTE, LOCAL_REQUEST, DEPARTMENT_REQUEST, CERTIFICATE, HAZARD = range(6)

FINDERS = ("resident", "visit", "patrol")
BY_RESIDENT, BY_VISIT, BY_PATROL = range(3)

TIERS = ("local", "town", "city")
LOCAL, TOWN, CITY = range(3)

PARTIES = ("none", "neighbour", "landlord", "firm", "property", "office")
NO_PARTY, NEIGHBOUR, LANDLORD, FIRM, PROPERTY_COMPANY, GOVERNMENT = range(6)

CATEGORIES = ("local_owner", "local_tenant", "resettled", "non_local", "foreign")
LOCAL_OWNER, FOREIGN = 0, 4
SCHEDULES = ("government", "enterprise", "long_hours", "shift", "self_employed", "home", "student", "night")
AGES = ("0-17", "18-29", "30-44", "45-59", "60-69", "70+")
GROUPS = tuple(f"category:{name}" for name in CATEGORIES) + tuple(f"schedule:{name}" for name in SCHEDULES) + tuple(
    f"age:{name}" for name in AGES
)
HOME = SCHEDULES.index("home")

DAY_PARTS = (
    "weekday_morning", "weekday_midday", "weekday_afternoon", "weekday_evening", "saturday_day", "sunday_day",
    "weekend_evening", "night",
)  # fmt: skip

SERVED_BY = ("worker", "grid", "community")
BY_WORKER, BY_GRID, BY_COMMUNITY = range(3)

TASKS = (
    "nothing", "decide", "flare", "fade", "attempt", "give_up", "call", "dispatched", "reply", "meet", "group_meet",
    "decision", "return", "queue", "hidden",
)  # fmt: skip
(NOTHING, DECIDE, FLARE, FADE, ATTEMPT, GIVE_UP, CALL, DISPATCHED, REPLY, MEET, GROUP_MEET,
 DECISION, RETURN, QUEUE, HIDDEN) = range(len(TASKS))  # fmt: skip
TIMED = QUEUE  # tasks below this wait for an hour; the others wait in a list of their own

SERVED, AT_DEADLINE, LEFT_OFFICE, REFUSED = 3, 4, 5, 6  # what an office answers; see engine.offices.tables
MANDARIN, DIALECT, ENGLISH = 1, 2, 4  # bits of the languages that somebody speaks
OFF_DUTY, AT_COUNTER, IN_FIELD, IN_SESSION, IN_EMERGENCY = range(5)  # a worker's mode in an hour
GRID_WORKER, COMMUNITY_WORKER, MEDIATOR = range(3)

VISIT_RULES = ("round_robin", "oldest_contact", "care_first")
PAPERWORK_RULES = ("field_first", "paperwork_first")
QUEUE_RULES = ("first_come", "severe_first", "oldest_case")

EVENTS = (
    "arises", "endures", "settles between parties", "flares", "fades", "chooses", "goes", "reaches", "in vain", "calls",
    "answered", "unanswered", "gives up", "no hour", "withdraws", "dispatched", "returned order", "found", "queued",
    "handled", "booked", "shuttle", "session settled", "session failed", "rebooked", "referred", "office answers",
    "closed", "returns", "property settles", "property fails", "group settles", "group fails",
)  # fmt: skip
(TOLD_ARISES, TOLD_ENDURES, TOLD_SETTLES, TOLD_FLARES, TOLD_FADES, TOLD_CHOOSES, TOLD_GOES, TOLD_REACHES, TOLD_IN_VAIN,
 TOLD_CALLS, TOLD_ANSWERED, TOLD_UNANSWERED, TOLD_GIVES_UP, TOLD_NO_HOUR, TOLD_WITHDRAWS, TOLD_DISPATCHED,
 TOLD_RETURNED_ORDER, TOLD_FOUND, TOLD_QUEUED, TOLD_HANDLED, TOLD_BOOKED, TOLD_SHUTTLE, TOLD_SETTLED, TOLD_FAILED,
 TOLD_REBOOKED, TOLD_REFERRED, TOLD_OFFICE, TOLD_CLOSED, TOLD_RETURNS, TOLD_PROPERTY_SETTLES, TOLD_PROPERTY_FAILS,
 TOLD_GROUP_SETTLES, TOLD_GROUP_FAILS) = range(len(EVENTS))  # fmt: skip

MEASURES = (
    # matters
    "arisen", "endured", "settled_between", "faded", "reported", "recorded", "recorded_disputes", "found_patrol",
    "found_visit", "first_group", "first_station", "first_worker", "first_phone", "first_property", "first_platform",
    "first_hotline", "first_office", "hotline_orders", "orders_returned", "entry_worker", "entry_phone",
    "entry_platform", "entry_office",
    # reaching somebody
    "attempts", "failed_attempts", "seekers", "seekers_reached", "seeking_days", "no_hour", "gave_up", "withdrawn",
    "tried", "tried_in_vain", "contacts", "off_hours_contacts", "calls", "calls_answered", "visits", "visits_opened",
    "responses", "response_hours",
    # handling
    "handled", "sessions", "sessions_settled", "shuttle", "rebooked", "formal", "group_sessions",
    "settled_by_groups", "referred_town", "referred_city", "disputes_to_city", "transfers", "avoidable_transfers",
    "closed_local", "closed_town", "closed_city", "closed_disputes", "closed_at_deadline", "blocked", "resolved",
    "satisfied", "returned", "found_hazards", "detection_days", "property_settled", "certificates",
    # hours of workers
    "duty_hours", "field_hours", "case_hours", "session_hours", "paper_hours", "idle_hours", "overtime_hours",
    "paper_arrived", "paper_dropped", "patrol_hours", "visit_hours", "mediator_hours",
    # life of the community
    "emergency_hours", "volunteer_hours", "volunteer_visits", "activities", "attendances", "activity_hours",
    "eligible", "votes", "adults_at_election", "newcomers", "leavers", "moot", "quits", "hires", "posts_weeks",
    "vacant_weeks", "fees_due", "fees_paid", "work_asked", "work_given", "money_in", "money_spent", "money_matched",
    "emergency_calls", "emergency_reached", "emergency_sought", "group_meetings", "group_hours", "groups_founded",
    "groups_faded", "government_first", "service_hours", "expert_hours",
)  # fmt: skip
(COUNT_ARISEN, COUNT_ENDURED, COUNT_SETTLED_BETWEEN, COUNT_FADED, COUNT_REPORTED, COUNT_RECORDED,
 COUNT_RECORDED_DISPUTES, COUNT_FOUND_PATROL, COUNT_FOUND_VISIT, COUNT_FIRST_GROUP, COUNT_FIRST_STATION,
 COUNT_FIRST_WORKER, COUNT_FIRST_PHONE, COUNT_FIRST_PROPERTY, COUNT_FIRST_PLATFORM, COUNT_FIRST_HOTLINE,
 COUNT_FIRST_OFFICE, COUNT_HOTLINE_ORDERS, COUNT_ORDERS_RETURNED, COUNT_ENTRY_WORKER, COUNT_ENTRY_PHONE,
 COUNT_ENTRY_PLATFORM, COUNT_ENTRY_OFFICE, COUNT_ATTEMPTS, COUNT_FAILED_ATTEMPTS, COUNT_SEEKERS,
 COUNT_SEEKERS_REACHED, COUNT_SEEKING_DAYS, COUNT_NO_HOUR, COUNT_GAVE_UP, COUNT_WITHDRAWN, COUNT_TRIED,
 COUNT_TRIED_IN_VAIN, COUNT_CONTACTS, COUNT_OFF_HOURS_CONTACTS, COUNT_CALLS, COUNT_CALLS_ANSWERED, COUNT_VISITS,
 COUNT_VISITS_OPENED, COUNT_RESPONSES, COUNT_RESPONSE_HOURS, COUNT_HANDLED, COUNT_SESSIONS,
 COUNT_SESSIONS_SETTLED, COUNT_SHUTTLE, COUNT_REBOOKED, COUNT_FORMAL, COUNT_GROUP_SESSIONS,
 COUNT_SETTLED_BY_GROUPS, COUNT_REFERRED_TOWN, COUNT_REFERRED_CITY, COUNT_DISPUTES_TO_CITY, COUNT_TRANSFERS,
 COUNT_AVOIDABLE_TRANSFERS, COUNT_CLOSED_LOCAL, COUNT_CLOSED_TOWN, COUNT_CLOSED_CITY, COUNT_CLOSED_DISPUTES,
 COUNT_CLOSED_AT_DEADLINE, COUNT_BLOCKED, COUNT_RESOLVED, COUNT_SATISFIED, COUNT_RETURNED, COUNT_FOUND_HAZARDS,
 COUNT_DETECTION_DAYS, COUNT_PROPERTY_SETTLED, COUNT_CERTIFICATES, COUNT_DUTY_HOURS, COUNT_FIELD_HOURS,
 COUNT_CASE_HOURS, COUNT_SESSION_HOURS, COUNT_PAPER_HOURS, COUNT_IDLE_HOURS, COUNT_OVERTIME_HOURS,
 COUNT_PAPER_ARRIVED, COUNT_PAPER_DROPPED, COUNT_PATROL_HOURS, COUNT_VISIT_HOURS,
 COUNT_MEDIATOR_HOURS,
 COUNT_EMERGENCY_HOURS, COUNT_VOLUNTEER_HOURS, COUNT_VOLUNTEER_VISITS, COUNT_ACTIVITIES, COUNT_ATTENDANCES,
 COUNT_ACTIVITY_HOURS, COUNT_ELIGIBLE, COUNT_VOTES, COUNT_ADULTS_AT_ELECTION, COUNT_NEWCOMERS, COUNT_LEAVERS,
 COUNT_MOOT, COUNT_QUITS, COUNT_HIRES, COUNT_POSTS_WEEKS, COUNT_VACANT_WEEKS, COUNT_FEES_DUE, COUNT_FEES_PAID,
 COUNT_WORK_ASKED, COUNT_WORK_GIVEN, COUNT_MONEY_IN, COUNT_MONEY_SPENT, COUNT_MONEY_MATCHED, COUNT_EMERGENCY_CALLS,
 COUNT_EMERGENCY_REACHED, COUNT_EMERGENCY_SOUGHT, COUNT_GROUP_MEETINGS, COUNT_GROUP_HOURS, COUNT_GROUPS_FOUNDED,
 COUNT_GROUPS_FADED, COUNT_GOVERNMENT_FIRST, COUNT_SERVICE_HOURS,
 COUNT_EXPERT_HOURS) = range(len(MEASURES))  # fmt: skip

# numba compiles a function anew for every whole-number constant it is called with; for numpy's integers it does not.
if os.environ.get("NUMBA_DISABLE_JIT", "0") == "0":  # read without numba, which is slow to import
    globals().update({name: np.int64(value) for name, value in list(globals().items()) if type(value) is int})
