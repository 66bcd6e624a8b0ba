"""A case from arising until somebody has it: reporting, channels, contact. What follows is in `matter`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from .matter import LOCAL, TOWN, Matter, logit, sigmoid

if TYPE_CHECKING:
    from .grid import Desk
    from .model import Twin
    from .resident import Resident

IN_PERSON = ("worker", "station")


class Case(Matter):
    """A matter whose person settles, endures or reports it, and looks for somebody."""

    def __init__(self, model: Twin, person: Resident) -> None:
        super().__init__(model, person)
        self.proceed = self.decide

    # Report, settle or endure

    def decide(self) -> None:
        """Report, or keep it."""
        model, person, rules = self.model, self.person, self.model.rules
        person.relax()
        values = self.values()
        if values:
            inclusive = math.log(sum(math.exp(value) for value in values.values()))
            chance = sigmoid(
                self.issue.intercept
                + rules.reporting_severity_slope * (self.severity - 0.5)
                + rules.reporting_efficacy_slope * (person.efficacy - 0.5)
                + rules.reporting_channels_slope * inclusive
                + rules.reporting_last_result_slope * person.last_result
            )
            if model.random.random() < chance:
                self.report()
                return
        self._keep()

    def _keep(self) -> None:
        model, person, rules = self.model, self.person, self.model.rules
        if self.klass == "hazard":
            person.cases.remove(self)
            person.grid.hidden.append(self)
            return
        if self.klass == "dispute" and self.other is not None:
            share = logit(rules.reporting_settle_share) + rules.reporting_settle_ties_slope * (person.ties - 0.5)
            if model.random.random() < sigmoid(share):
                model.count("settled_between")
                self.over()
                return
        model.count("endured")
        person.endured = self
        flare = model.random.expovariate(1 / (24 * rules.reporting_flare_delay))
        fade = model.random.expovariate(1 / (24 * rules.reporting_fade_delay))
        self.wait(1 + int(min(flare, fade)), self.flare if flare < fade else self.fade)

    def flare(self) -> None:
        """Report what was endured, without another decision."""
        if self.person.endured is self:
            self.person.endured = None
        self.report()

    def fade(self) -> None:
        """Let what was endured go."""
        self.model.count("faded")
        self.over()

    def report(self) -> None:
        """Report it."""
        self.reported = self.model.hour
        self.model.count("reported")
        self.choose()

    def come_to_light(self, how: str, desk: Desk) -> None:
        """Be found by staff and queue at their desk."""
        model = self.model
        if self not in self.person.cases:
            self.person.cases.append(self)
        if self.person.endured is self:
            self.person.endured = None
        self.found, self.reported = True, model.hour
        model.count(f"found_{how}")
        if how == "patrol":
            model.count("detection_days", (model.hour - self.arose) / 24)
        self.join(desk)

    # Channels

    def values(self) -> dict[str, float]:
        """Return the value of each channel that is open to the case."""
        model, person, rules = self.model, self.person, self.model.rules
        desk, station = model.desk_of(person), model.station_of(person)
        workers = rules.channels_trust_slope * (person.trust_workers - 0.5)
        offices = rules.channels_trust_slope * (person.trust_offices - 0.5)
        knowing = rules.channels_knowing if person.knows() else 0.0
        schedule, now, constants, found = person.schedule, model.week_hour, self.issue.constants, {}
        if desk is not None:
            waits = model.burden(desk.waits[schedule][now])
            found["worker"] = constants["worker"] + workers + knowing + waits
            stranger = knowing or rules.channels_stranger_phone
            found["phone"] = constants["phone"] + workers + stranger + model.burden(rules.channels_phone_wait)
        if station is not None:
            waits = model.burden(station.waits[schedule][now])
            found["station"] = constants["worker"] + rules.channels_station_offset + workers + knowing + waits
        if self.issue.property:
            found["property"] = rules.channels_property_constant + model.burden(rules.channels_property_wait)
        if person.digital:
            found["platform"] = constants["platform"] + offices + model.burden(rules.channels_platform_wait)
        if "hotline" in constants:
            found["hotline"] = constants["hotline"] + offices + model.burden(rules.channels_hotline_wait)
        found["office"] = constants["office"] + offices + model.burden(model.office_waits[schedule][now])
        return {name: value for name, value in found.items() if name not in self.barred}

    def choose(self) -> None:
        """Choose a channel and set out on it."""
        model, rules = self.model, self.model.rules
        self.person.relax()
        values = self.values()
        if not values:
            self.withdraw()
            return
        weights = [math.exp(value) for value in values.values()]
        first = not self.channel
        self.channel = model.random.choices(list(values), weights)[0]
        if first:
            model.count(f"first_{self.channel}")
        if self.channel == "hotline":
            self.hotline = True
            model.count("hotline_orders")
            self.wait_about(rules.channels_dispatch_hotline, self.arrive_as_order)
        elif self.channel == "platform":
            self.wait_about(rules.channels_dispatch_platform, self.arrive_as_order)
        elif self.channel == "property":
            self.wait_about(rules.channels_property_delay, self.hear_from_property)
        else:
            self._begin_seeking()

    def arrive_as_order(self) -> None:
        """Reach the holder of an order, unless it is sent back once."""
        model, rules = self.model, self.model.rules
        new = self.channel == "hotline" and not self.returned_order
        if new and model.random.random() < rules.channels_returned_orders:
            self.returned_order = True
            model.count("orders_returned")
            self.wait_about(rules.channels_dispatch_hotline, self.arrive_as_order)
            return
        self.respond()
        self._hand_over()

    def _hand_over(self) -> None:
        desk = self.model.desk_of(self.person)
        if self.need > LOCAL or desk is None:
            self.refer(max(self.need, TOWN))
        else:
            self.join(desk)

    def hear_from_property(self) -> None:
        """Take the property company's answer."""
        model = self.model
        self.respond()
        if model.random.random() < model.rules.channels_property_settles:
            model.count("property_settled")
            self.close(LOCAL, True)
        else:
            self._bar()

    def _bar(self) -> None:
        self.barred.add(self.channel)
        self.choose()

    # Contact

    def _begin_seeking(self) -> None:
        self.sought, self.failures = self.model.hour, 0
        self.horizon = self.sought + 1 + int(24 * self.model.rules.contact_search_days)
        self.wait(1, {"phone": self.try_by_phone, "office": self.try_office}.get(self.channel, self.try_in_person))

    def try_in_person(self) -> None:
        """Go to the counter in this hour, if she is free and thinks that it is open."""
        model, person = self.model, self.person
        if model.hour >= self.horizon:
            self.give_up(no_hour=True)
            return
        desk = model.desk_of(person) if self.channel == "worker" else model.station_of(person)
        belief = desk.belief[model.week_hour]
        if belief == 0 or not person.is_free(model.hour):
            return
        if model.random.random() >= model.rules.contact_attempt_rate * belief:
            return
        model.count("attempts")
        draw = model.random.random()
        if any(worker.mode == "counter" and draw < worker.fraction for worker in desk.workers):
            self._reach(desk)
        else:
            model.count("failed_attempts")
            person.judge_workers(False, model.rules.trust_failed_attempt)
            self._fail(model.rules.contact_retry_delay)

    def try_by_phone(self) -> None:
        """Phone in this hour, if she can."""
        model, rules = self.model, self.model.rules
        if model.hour >= self.horizon:
            self.give_up(no_hour=True)
            return
        able = model.phone_chances[self.person.schedule][model.week_hour]
        if model.random.random() >= rules.availability_phone_attempt * able:
            return
        model.count("calls")
        desk = model.desk_of(self.person)
        on_duty = any(worker.fraction > 0 for worker in desk.workers)
        if model.random.random() < (rules.contact_phone_on_duty if on_duty else rules.contact_phone_off_duty):
            model.count("calls_answered")
            self._reach(desk)
        else:
            self._fail(rules.contact_phone_retry)

    def try_office(self) -> None:
        """Go to the office's counter in the first hour in which she is free and it is open."""
        model = self.model
        if model.hour >= self.horizon:
            self.give_up(no_hour=True)
        elif model.office_open[model.week_hour] >= 0.5 and self.person.is_free(model.hour):
            model.count("entry_office")
            self.respond()
            if self.need > LOCAL:
                self.refer(self.need)
            else:
                self.wait(1, self._hand_over)

    def _fail(self, delay: float) -> None:
        self.failures += 1
        if self.failures >= self.model.rules.contact_patience:
            self.give_up()
        else:
            self.wait(int(delay), self.proceed)

    def _reach(self, desk: Desk) -> None:
        model = self.model
        if self.channel in IN_PERSON:
            model.count("contacts")
            waited = model.hour - self.sought
            model.count("seekers")
            model.count("seekers_reached")
            model.count("seeking_days", min(336, waited) / 24)
            if not model.standard_hours[model.week_hour]:
                model.count("off_hours_contacts")
        self.person.meet(model.rules.contact_acquaintance_counter)
        self.respond()
        self.join(desk)

    def give_up(self, no_hour: bool = False) -> None:
        """Give the channel up: withdraw, or choose another."""
        model = self.model
        model.count("gave_up")
        if no_hour:
            model.count("no_hour")
        if self.channel in IN_PERSON:
            model.count("seekers")
            model.count("seeking_days", 14)
        if model.random.random() < model.rules.contact_withdraw_share:
            self.withdraw()
        else:
            self._bar()

    def withdraw(self) -> None:
        """Give the whole matter up."""
        self.model.count("withdrawn")
        self.person.last_result = -1
        self.over()
