"""Asking the twelve questions line by line; where from and where to is the caller's."""

from collections.abc import Callable
from dataclasses import dataclass, field

from govsim.errors import GovsimError, InputError, UsageError
from govsim.own_place.facts import default_text, worded
from govsim.own_place.fitting import Fault, faults
from govsim.own_place.questions import Answer, Question, answer_of, questions
from govsim.scenario import Scenario

BACK = frozenset(("<", "《", "back", "返回", "上一问"))
WORDS = {
    "start": ("十二个问题。不清楚就直接按回车，用默认值（假设）；输入 < 回到上一问；Ctrl-C 退出，什么也不留下。",
              "Twelve questions. Enter = don't know, a default is assumed; < goes back; Ctrl-C keeps nothing."),
    "asked": ("{number}/12 {label}", "{number}/12 {label}"),
    "about": ("     用处：{use}", "     for: {use}"),
    "allowed": ("     可填：{allowed}。例：{example}", "     allowed: {allowed}. Example: {example}"),
    "default": ("     不清楚（回车）：假设为 {default}", "     don't know (Enter): assumed {default}"),
    "again": ("  ✗ {reason}。请再填一次。", "  ✗ {reason}. Please answer again."),
    "taken": ("  ✓ {said}", "  ✓ {said}"),
    "unknown": ("  – 假设为 {default}", "  – assumed {default}"),
    "doubt": ("  ! {reason}", "  ! {reason}"),
}  # fmt: skip


@dataclass
class Interview:
    """Questions go to `say`, answers come from `hear` (None: the input has ended).

    `patient`: somebody sits there, so that a wrong answer is asked again; without, it ends the interview.
    """

    base: Scenario
    lang: str
    say: Callable[[str], None]
    hear: Callable[[], str | None]
    patient: bool = True
    answers: dict[str, Answer] = field(default_factory=dict)
    settled: frozenset[str] = frozenset()  # what a table of buildings has answered

    def hold(self) -> dict[str, Answer]:
        """Ask all questions and return the answers; those not known are left out.

        Raises UsageError where the input ends too soon, InputError for a wrong answer when nobody can be asked again.
        """
        self._tell("start")
        order = [question for name, question in questions().items() if name not in self.settled]
        place = 0
        while place < len(order):
            place = max(0, place + self._asked(order[place]))
        return self.answers

    def _asked(self, question: Question) -> int:
        """Ask one question until it has an answer; return the step to the next one to be asked."""
        self._present(question)
        while True:
            text = self.hear()
            if text is None:
                raise self._ended(question)
            if text.strip().lower() in BACK:
                return -1
            try:
                self._take(question, text)
            except GovsimError as failure:
                if not self.patient:
                    raise self._refused(question, failure) from None
                self._tell("again", reason=failure.text(self.lang))
            else:
                return 1

    def _present(self, question: Question) -> None:
        side = 0 if self.lang == "zh" else 1
        self.say("")
        self._tell("asked", number=question.number, label=question.label[side])
        self._tell("about", use=question.use[side])
        self._tell("allowed", allowed=question.allowed(self.lang), example=question.example[side])
        self._tell("default", default=default_text(question.id, self.base, self._others(question), self.lang))

    def _take(self, question: Question, text: str) -> None:
        """Keep the answer; raises GovsimError where it cannot be taken or does not fit those before."""
        answer, others = answer_of(question, text), self._others(question)
        answers = others if answer is None else others | {question.id: answer}
        found = [fault for fault in faults(self.base, answers) if self._blamed(fault, question)]
        wrong = [fault for fault in found if not fault.hint]
        if wrong:
            raise InputError(wrong[0].zh, wrong[0].en)
        self.answers = dict(answers)
        if answer is None:
            self._tell("unknown", default=default_text(question.id, self.base, others, self.lang))
        else:
            self._tell("taken", said=worded(answer, self.lang))
        for fault in found:
            self._tell("doubt", reason=fault.line(self.lang))

    def _blamed(self, fault: Fault, question: Question) -> bool:
        """Whether the fault is about this question, and all it is about has been asked."""
        asked = {name for name, each in questions().items() if each.number <= question.number} | self.answers.keys()
        return question.id in fault.about and set(fault.about) <= asked

    def _others(self, question: Question) -> dict[str, Answer]:
        return {name: answer for name, answer in self.answers.items() if name != question.id}

    def _tell(self, text: str, **values: object) -> None:
        self.say(WORDS[text][0 if self.lang == "zh" else 1].format(**values))

    def _ended(self, question: Question) -> UsageError:
        number = question.number
        return UsageError(
            f"输入在第 {number} 问之前就结束了，没有写文件。不清楚的问题请留空行，共 12 行。",
            f"The input ended before question {number}; no file was written. "
            "Leave a line empty for what you do not know; there are 12.",
        )  # fmt: skip

    def _refused(self, question: Question, failure: GovsimError) -> InputError:
        zh, en = (f"第 {question.number} 问 {question.short[0]}", f"question {question.number} ({question.short[1]})")
        return InputError(
            f"{zh}：{failure.text('zh')}。没有写文件。", f"{en}: {failure.text('en')}. No file was written."
        )
