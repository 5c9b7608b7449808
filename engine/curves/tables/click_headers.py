"""The words above columns of clicks and numbers at risk: what a column holds, and in which unit.

English, German, French, Spanish, Italian, Dutch, Portuguese and Scandinavian words; without accents, in small letters.
A word that is not here names nothing, and the numbers have to tell; except that a time whose unit is not understood is
never taken for months.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import Final


class Role(Enum):
    """What a column holds."""

    TIME = "time"
    SURVIVAL = "survival"
    FAILURE = "1 − survival"
    VALUE = "a value"  # y, percent, estimate: survival or its complement
    AT_RISK = "number at risk"
    INDEX = "row number"
    GROUP = "name of the curve"
    OTHER = "something else"  # limits, standard errors, counts of events
    UNKNOWN = "unknown"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: months per unit of time
MONTHS_PER: Final = {"days": 12.0 / 365.25, "weeks": 84.0 / 365.25, "months": 1.0, "years": 12.0}

_UNITS: Final = {
    "days": "day days tag tage tagen jour jours dia dias giorno giorni dag dagen dagar dage dager paiva paivat",
    "weeks": "week weeks wk wks woche wochen semaine semaines semana semanas settimana settimane weken vecka veckor "
    "uge uger uke uker viikko viikot",
    "months": "month months mo mos mon mth mths monat monate monaten mois mes meses mese mesi maand maanden manad "
    "manader maned maneder kuukausi kuukaudet",
    "years": "year years yr yrs jahr jahre jahren an ans annee annees ano anos anni anno jaar jaren aar vuosi vuodet",
}
_UNIT_OF: Final = {word: unit for unit, words in _UNITS.items() for word in words.split()}
_LETTERS: Final = {"d": "days", "w": "weeks", "m": "months", "y": "years"}
_NOT_READ: Final = _words("""
    hour hours hr hrs h minute minutes min second seconds sec quarter quarters decade decades cycle cycles visit
    visits fortnight fortnights stunde stunden zyklus zyklen quartal quartale heure heures hora horas ora ore
""")
_TIME: Final = _words("""
    time times t zeit zeiten temps tiempo tempo tijd tid aika follow followup verlauf trisk tk ts timemonths start from
    von begin beginn czas timeline timepoint timepoints zeitpunkt zeitpunkte
""")
_SURVIVAL: Final = _words("""
    os pfs dfs efs rfs lc ffs css dss dmfs lrfs km kaplan control controls kontrolle lokalkontrolle tumorkontrolle
    controle alive s st sk sur elossaolo
""")
_SURVIVAL_STEMS: Final = (
    "surviv",
    "surv",
    "uberleb",
    "ueberleb",
    "survie",
    "superviven",
    "sobrevi",
    "sopravviv",
    "overlev",
    "przezy",
)
_FAILURE: Final = _words("""
    cif cuminc tod tot died dead 1-s fail lf lrr
""")
_FAILURE_STEMS: Final = (
    "mortal",
    "inciden",
    "inziden",
    "failure",
    "sterb",
    "death",
    "verstorben",
    "recurr",
    "rezidiv",
    "relaps",
    "recidi",
    "progress",
    "versag",
    "ausfall",
    "muert",
    "deces",
    "decede",
    "fallecid",
    "morti",
    "dodelijk",
    "echec",
)
_FAILURE_ENDS: Final = ("sterblichkeit", "inzidenz", "rezidiv")
_FREE: Final = _words("""
    free freedom sans libre libera
""")
#: beside the word for a failure: "without" alone begins the name of an arm
_WITHOUT: Final = _words("without not nicht kein keine ohne senza zonder sin")
#: "high risk" is whose curve it is, not how many are at risk
_RISK_CLASSES: Final = _words("""
    high low intermediate standard score group class category hohes hoch niedriges niedrig geringes mittleres gruppe
""")
#: an arm of a trial as often as the control of a tumour, unless a further word says whose control it is
_CONTROL: Final = _words("control controls kontrolle controle")
_VALUE: Final = _words("""
    probability prob wahrscheinlichkeit probabilite probabilidad probabilita kans proportion anteil fraction percent
    percentage pct prozent pourcent porcentaje percento procent estimate value wert rate y p yvalue
""")
_PERCENT: Final = _words("""
    % percent percentage pct prozent pourcent pourcentage porcentaje percento procent
""")
_FRACTION: Final = _words("""
    fraction fractions proportion probability anteil
""")
_INDEX: Final = _words("""
    id ids index idx row rows rowname rownames nr no obs i k seq zeile lfd unnamed interval intervall intervalo
    intervallo num number nummer point punkt pt # rang lp
""")
_GROUP: Final = _words("""
    group arm strata stratum series curve dataset treatment trt gruppe kurve arms bras
""")
_OTHER: Final = _words("""
    se std err error stderr lower upper lcl ucl lci uci conf lo hi low high band var variance censor censored
    ncensor zensiert event events nevent status hazard haz cumhaz log loglog weight note comment ci hr stop to bis
    end untere obere grenze bemerkung
""")
_RISK_STEMS: Final = ("atrisk", "nrisk", "risk", "risiko", "risque", "riesgo", "rischio", "risico")
_PATIENTS: Final = _words("""
    n patients patienten pazienti pacientes patient natrisk remaining
""")
_COMPLEMENT = re.compile(r"\b1(?:00)?\s*+%?\s*+[-\u2212\u2013]\s*+(?:s\b|s\(|km|os|pfs|surv|kaplan)", re.IGNORECASE)
_ONE_MINUS = re.compile(r"\b1(?:00)?\s*+%?\s*+[-\u2212\u2013]\s*+(?=\w)|\bcomplement of\b|\bno (?=\w)", re.IGNORECASE)
#: a survival is that of a time: "surviving at the time" is no column of times
_AT_TIME = re.compile(r"\b(?:at|to) (?:the |this |each )?(?:time(?:[ _]?t)?|t)\b", re.IGNORECASE)
#: "Year 2000" names patients, not a unit
_A_YEAR = re.compile(r"\b(?:year|jahr|an|ano|anno|jaar)[ _]*(?:19|20)\d\d\b", re.IGNORECASE)
_HALF_A_YEAR = re.compile(r"\b(?:half|quarter)[- ]?years?\b|\bhalbjahre?n?\b|\bquartale?n?\b", re.IGNORECASE)
_S_OF_T = re.compile(r"^\s*s\s*\(\s*t\s*\)", re.IGNORECASE)
_BRACKETED = re.compile(r"[\[(]([^\[\]()]*)[\])]|/\s*(\w+)\s*$")
#: the unit behind “time in”, in the languages above
_UNIT_BEHIND = re.compile(r"\b(?:in|en|em|i)\s+([^\W\d_]+)\s*$", re.IGNORECASE)
_NO_UNIT: Final = _words("study trial follow studie etude estudio studio")
_LETTER_BEHIND = re.compile(r"[a-z][_.]([dwmy])$", re.IGNORECASE)


def words_of(label: str) -> list[str]:
    """Return a label's words in small letters without accents; ``%`` and ``#`` are words."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", label)
    text = unicodedata.normalize("NFKD", text.replace("ß", "ss")).encode("ascii", "ignore").decode().casefold()
    return re.findall(r"[a-z]+|%|#|\d+", text)


def role_of(label: str, *, is_first: bool = False) -> Role:
    """Return what a column under this label holds; an empty label over the first column is a row number (R)."""
    if _AT_TIME.search(label):
        shorter = _AT_TIME.sub("", label)
        label = shorter if _value_role(words_of(shorter), set(words_of(shorter))) is Role.SURVIVAL else label
    words = words_of(label)
    found = set(words)
    if not words:
        return Role.INDEX if is_first and not label.strip() else Role.UNKNOWN
    if _COMPLEMENT.search(label):
        return Role.FAILURE
    if _S_OF_T.match(label) or _is_complement_of_failure(label):
        return Role.SURVIVAL
    if "at" in found and any(word.startswith(_RISK_STEMS) for word in words):
        return Role.AT_RISK
    plain = found - {"x", "in", "of", "the", "der", "die", "de"} - {w for w in words if w.isdigit()}
    if plain and plain <= _INDEX:
        return Role.INDEX
    if found & _TIME - {"s"} or any(len(word) > 4 and word.endswith("zeit") for word in words):
        return Role.TIME
    if any(word.startswith(_RISK_STEMS) for word in words) or (plain and plain <= _PATIENTS):
        if found & _RISK_CLASSES and not found & (_PATIENTS | {"number", "no"}):
            return Role.GROUP if found & _GROUP else Role.UNKNOWN
        return Role.FAILURE if "cumulative" in found or _is_failure(words) else Role.AT_RISK
    if unit_of(label) is not None or found & _NOT_READ:
        return Role.TIME
    if found & _OTHER and "free" not in found:
        return Role.FAILURE if "cumulative" in found and found & {"event", "events"} else Role.OTHER
    return _value_role(words, found)


def _is_failure(words: list[str]) -> bool:
    return bool(_FAILURE & set(words)) or any(
        word.startswith(_FAILURE_STEMS) or word.endswith(_FAILURE_ENDS) for word in words
    )


def _is_complement_of_failure(label: str) -> bool:
    """Whether a label names 1 − mortality, or no recurrence: a survival in all but its word."""
    found = _ONE_MINUS.search(label)
    # "No. of deaths" is a number of them, and "no deaths" may be.
    behind = words_of(label[found.end() :]) if found else []
    is_count = found is not None and found[0].casefold().startswith("no") and any(w.endswith("s") for w in behind)
    return _is_failure(behind) and not is_count


def _value_role(words: list[str], found: set[str]) -> Role:
    if found & _FREE or any(word.endswith(("frei", "freies")) for word in words):
        return Role.SURVIVAL
    if found & _WITHOUT and (_is_failure(words) or found & {"event", "events"}):
        return Role.SURVIVAL
    if _is_failure(words):
        return Role.FAILURE
    if found & _CONTROL and found - _PERCENT - _GROUP - {"n", *(w for w in words if w.isdigit())} <= _CONTROL:
        return Role.GROUP if found & _GROUP else Role.UNKNOWN
    if found & _SURVIVAL or any(word.startswith(_SURVIVAL_STEMS) or "uberleben" in word for word in words):
        return Role.SURVIVAL
    if found & _GROUP:
        return Role.GROUP
    if found == {"x"} or words[:1] == ["x"]:
        return Role.TIME
    if found & (_VALUE | _PERCENT):
        return Role.VALUE
    return Role.UNKNOWN


def unit_of(label: str) -> str | None:
    """Return the unit of time that a label names: days, weeks, months or years; None where it names none."""
    if _HALF_A_YEAR.search(label) or _A_YEAR.search(label):
        return None
    words = words_of(label)
    named = {_UNIT_OF[word] for word in words if word in _UNIT_OF}
    if len(named) == 1:
        return named.pop()
    if named:
        return None
    behind = _LETTER_BEHIND.search(label)
    return _LETTERS.get((behind[1] if behind else bracketed(label)).casefold())


def unit_in_row_of_units(cell: str) -> str | None:
    """Return the unit of time that a cell names in a row of units, where one letter is enough."""
    return unit_of(cell) or _LETTERS.get(cell.strip().strip("[]()").casefold())


def bracketed(label: str) -> str:
    """Return what a label has in its last brackets or behind its last stroke; empty where nothing."""
    found = list(_BRACKETED.finditer(label))
    return (found[-1][1] or found[-1][2] or "").strip() if found else ""


def unread_unit(label: str) -> str:
    """Return the unit of time in a label that is none of the four; empty where there is none."""
    if unit_of(label) is not None:
        return ""
    if half := _HALF_A_YEAR.search(label):
        return half[0]
    words = words_of(label)
    known = sorted(_NOT_READ & set(words))
    if known:
        return known[0]
    if (behind := _UNIT_BEHIND.search(label)) and behind[1].casefold() not in _NO_UNIT and role_of(label) is Role.TIME:
        return behind[1]
    inside = bracketed(label)
    return (
        inside
        if inside and len(words_of(inside)) == 1 and not words_of(inside)[0].isdigit() and not _S_OF_T.match(label)
        else ""
    )


def scale_of(label: str) -> str | None:
    """Return ``percent`` or ``fractions`` where a label says so."""
    found = set(words_of(label))
    if found & _PERCENT:
        return "percent"
    return "fractions" if found & _FRACTION else None
