"""What a patient can take home, in plain words: what is planned, what happened to others, what to ask.

It says what was seen in groups of people and never what will happen; it gives no advice and no verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.case.patient import Patient
from engine.findings.assessment import Assessment, OptionFinding, SourceFinding, ToxicityFinding
from engine.findings.headline_text.concern_briefs import is_alone
from engine.findings.published.severe_harms import severe_harms
from engine.modalities.catalogue import described
from engine.wording.board.board_records import BoardPage, BoardPoint, BoardSeries
from engine.wording.board.board_series import leading_series
from engine.wording.figures import harm_count
from engine.wording.numbers import number_words
from engine.words.language import ENGLISH, Language
from engine.words.said import capital, in_row, say, say_counted, small, template

MARK = say("To be explained by a clinician. Read it with your doctor or nurse, not alone.")
#: the time after treatment that is told where a study gives several
_TOLD_MONTHS = 24.0

_PLAIN: dict[str, tuple[str, str]] = {
    "sbrt": (
        template("strong radiation aimed at the tumours in the liver"),
        template("A machine aims beams at each tumour from many sides. You lie still. You feel nothing while it runs."),
    ),
    "whole_liver_boost": (
        template("radiation to the whole liver"),
        template("A machine sends a low dose to the whole liver. The tumours then get more."),
    ),
    "chemoradiotherapy": (
        template("radiation to the pelvis with drugs"),
        template(
            "A machine sends beams to the lower belly on many days. You also get drugs that make the beams work better."
        ),
    ),
    "short_course_radiotherapy": (
        template("radiation to the pelvis on five days"),
        template("A machine sends beams to the lower belly on five days. Other treatment follows later."),
    ),
    "liver_palliation": (
        template("radiation to the liver to ease pain"),
        template("A machine sends beams to the liver, once or a few times. It is meant to ease pain, not to cure."),
    ),
    "liver_transplantation": (
        template("a new liver"),
        template("A team in another hospital looks at whether a new liver could be an option. Few people can have it."),
    ),
    "iort": (
        template("radiation given once, while you are asleep"),
        template(
            "The surgeon takes out the tumour. Before the wound is closed, a machine sends one dose to the place."
        ),
    ),
    "resection": (
        template("surgery on the liver"),
        template("The surgeon cuts out the part of the liver with the tumours. The rest of the liver does its work."),
    ),
    "thermal_ablation": (
        template("heat to destroy the tumours"),
        template("The doctor puts a thin needle into each tumour. Heat from its tip kills the tumour."),
    ),
    "systemic_therapy": (
        template("drugs against the cancer"),
        template("The drugs go through the whole body. You get them through a drip, or as tablets."),
    ),
}
QUESTIONS = (
    template("What do you hope this will do for me?"),
    template("What will happen if I do not have it?"),
    template("How much time will it take, and how will I feel?"),
    template("Which side effects should make me call you at once?"),
    template("Can I have more time to think?"),
)


@dataclass(frozen=True, slots=True)
class Picture:
    """So many of a hundred people, with the sentences beside it.

    Attributes
    ----------
    of_hundred : how many of the hundred are filled.
    """

    of_hundred: int
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatientSheet:
    """The sheet: a title, sentences under each heading, the pictures, the small print for whoever explains it."""

    title: str
    planned: tuple[str, ...]
    living: Picture | None
    harm: Picture | None
    harm_in_words: tuple[str, ...]
    about_you: tuple[str, ...]
    others: tuple[str, ...]
    questions: tuple[str, ...]
    small_print: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Everything that a patient reads, without the small print."""
        return self.sentences_in(ENGLISH)

    def sentences_in(self, language: Language) -> tuple[str, ...]:
        """Return everything that a patient reads in a language, without the small print."""
        pictures = [picture.sentences for picture in (self.living, self.harm) if picture is not None]
        groups = (self.planned, *pictures, self.harm_in_words, self.about_you, self.others, self.questions)
        texts = [MARK, self.title, *(text for group in groups for text in group)]
        return tuple(one for text in texts for one in _sentences_of(language.of(text)))


def _sentences_of(text: str) -> Iterator[str]:
    start = 0
    for place, letter in enumerate(text):
        if letter in ".?!" and (place + 1 == len(text) or text[place + 1] == " "):
            yield text[start : place + 1].strip()
            start = place + 1
    if text[start:].strip():
        yield text[start:].strip()


def plain_name(modality: str) -> str:
    """Return an option in plain words; its own label where there are none yet."""
    return _PLAIN[modality][0] if modality in _PLAIN else small(described(modality).label)  # type: ignore[arg-type]


def patient_sheet(assessment: Assessment, patient: Patient, page: BoardPage) -> PatientSheet | None:
    """Return the sheet of the planned option; None where nothing is planned."""
    if assessment.planned_modality is None:
        return None
    option = assessment.option(assessment.planned_modality)
    sources = {source.id: source for source in assessment.sources}
    series = next((one for one in leading_series(option, sources) if one.endpoint == "overall_survival"), None)
    harm, harm_in_words, harm_print = _harm(option, sources)
    living = _living(series) if series is not None else None
    return PatientSheet(
        title=say("Planned for you: {treatment}", treatment=plain_name(option.modality)),
        planned=tuple(_planned(option, patient)),
        living=living,
        harm=harm,
        harm_in_words=harm_in_words,
        about_you=tuple(_about_you(option)),
        others=tuple(_others(page, option)),
        questions=QUESTIONS,
        small_print=(
            _living_print(series if living is not None else None),
            *harm_print,
        ),
    )


def _planned(option: OptionFinding, patient: Patient) -> Iterator[str]:
    if option.modality in _PLAIN:
        yield _PLAIN[option.modality][1]
    fractions = [patient.number(course.fractions) for course in described(option.modality).courses if course.fractions]
    known = [round(number) for number in fractions if number is not None]
    if known and len(known) == len(fractions):
        yield say_counted(sum(known), "You would come {number} time for it.", "You would come {number} times for it.")


def _living_print(series: BoardSeries | None) -> str:
    return say("Living: no figure.") if series is None else say("Living: {words}.", words=series.words)


def _living(series: BoardSeries) -> Picture | None:
    told = min(
        (point for point in series.points if not point.is_median),
        key=lambda point: abs(point.time_months - _TOLD_MONTHS),
        default=None,
    )
    if told is not None:
        many = _of_hundred(told.share)
        first = say(
            "Out of 100 people in one study, about {number} were still living after {time}.",
            number=str(many),
            time=_time(told),
        )
        return Picture(many, (first, say("About {number} had died by then.", number=str(100 - many)), _NOBODY_KNOWS))
    median = next((point for point in series.points if point.is_median), None)
    if median is None:
        return None
    first = say("Half of the people in one study lived longer than {time}. Half lived less long.", time=_time(median))
    return Picture(50, (first, _NOBODY_KNOWS))


_NOBODY_KNOWS = say("These were other people. No one can know how it will go for you.")


def _time(point: BoardPoint) -> str:
    years, months = divmod(point.time_months, 12)
    if not months:
        return say_counted(int(years), "{number} year", "{number} years")
    return say("{months} months", months=number_words(point.time_months))


def _of_hundred(share: float) -> int:
    """Return a share of a hundred people; what is seldom is not shown as never, nor what is frequent as always."""
    rounded = round(100.0 * share)
    return rounded if share in (0.0, 1.0) else min(max(rounded, 1), 99)


def _harm(
    option: OptionFinding, sources: Mapping[str, SourceFinding]
) -> tuple[Picture | None, tuple[str, ...], tuple[str, ...]]:
    found = severe_harms(option.toxicities)
    worst = found.highest
    words: list[str] = []
    printed: list[str] = []
    picture = None
    if worst is not None and worst.rate is not None:
        many = _of_hundred(worst.rate)
        sentences: list[str] = [
            say("Out of 100 people in one study, about {number} had a bad side effect.", number=str(many))
        ]
        if worst.interval is not None:
            low, high = (_of_hundred(limit) for limit in worst.interval)
            sentences.append(
                say("The true number could be as low as {low} or as high as {high}.", low=str(low), high=str(high))
            )
        if found.studies > 1:
            sentences.append(say("Other studies saw fewer. We show the one that saw most."))
        picture = Picture(many, tuple(sentences))
        printed.append(_printed(say("Bad side effect"), worst, sources))
    else:
        words.append(say("No study that we hold counts bad side effects. That does not mean that there are none."))
    if found.deaths:
        death = found.deaths[0]
        if death.events is not None and death.patients:
            words.append(
                say(
                    "The treatment itself led to death in {events} of {patients} people in one study.",
                    events=str(death.events),
                    patients=str(death.patients),
                )
            )
        elif death.rate is not None:
            number = str(_of_hundred(death.rate))
            words.append(say("The treatment itself led to death in about {number} of 100 people.", number=number))
        printed.append(_printed(say("Death"), death, sources))
    return picture, tuple(words), tuple(printed)


def _printed(what: str, harm: ToxicityFinding, sources: Mapping[str, SourceFinding]) -> str:
    source = sources[harm.source].short if harm.source in sources else harm.source
    number = harm_count(harm) if harm.events is not None and harm.patients else ""
    return say(
        "{what}: {harm} ({source}).",
        what=what,
        harm=harm.label,
        source=in_row((source, number, say("grade {grade}", grade=harm.grade or say("not given"))), "; "),
    )


def _about_you(option: OptionFinding) -> Iterator[str]:
    if option.verdict in ("outside", "concern") or is_alone(option):
        yield say("The studies did not take people just like you. Ask what that means for you.")
    elif option.studied.studies and not option.studied.fit:
        yield say("We do not know yet if the studies took people like you. Ask your doctors.")
    elif option.verdict in ("undetermined", "borderline"):
        yield say("Your doctors still have points to weigh. Ask them which ones.")


def _others(page: BoardPage, option: OptionFinding) -> Iterator[str]:
    names = [
        plain_name(row.modality)
        for row in page.rows
        if row.modality != option.modality and row.verdict not in ("outside", "concern")
    ]
    yield from (in_row((capital(name), "."), "") for name in names)
