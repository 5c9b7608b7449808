"""Numbers as they stand on paper: percent with as many digits as the count bears, intervals, published figures."""

from __future__ import annotations

from engine.findings.assessment import FigureFinding, ToxicityFinding
from engine.findings.wording import with_unit

BOUNDS = {"<": "< ", "<=": "≤ ", ">": "> ", ">=": "≥ "}
_SHARES = ("proportion",)
_COUNTS = ("patients", "lesions", "events")


def percent_text(rate: float) -> str:
    """Return a proportion in percent with two significant digits, without the sign: 0, 3.1, 14, 100."""
    percent = 100.0 * rate
    if percent >= 9.95:
        return f"{percent:.0f}"
    return f"{percent:.1f}".removesuffix(".0")


def percent_interval(interval: tuple[float, float] | None) -> str:
    """Return "1.2 to 32", or nothing where there is none."""
    return f"{percent_text(interval[0])} to {percent_text(interval[1])}" if interval is not None else ""


def signed(value: float, unit: str | None) -> str:
    """Return a margin with its sign: "+2 lesions", "−0.5 cm", "0 cm"."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    # Margins are differences of decimal numbers: what the binary form adds behind the tenth digit is not meant.
    return sign + spelled(with_unit(abs(round(value, 9)) + 0.0, unit))


def spelled(text: str) -> str:
    """Return powers of ten as they are printed: "244 × 10⁹/L"."""
    return text.replace("x 10^9/L", "× 10⁹/L").replace(" 10⁹/L", " × 10⁹/L").replace("× ×", "×")


def printed_share(value: float) -> str:
    """Return a published proportion with the digits it was printed with: "78.3 %", "62 %"."""
    return f"{100.0 * value:.1f}".removesuffix(".0") + " %"


def figure_value(figure: FigureFinding) -> str:
    """Return a published figure in words: "11 of 20 (55 %)", "median 19 months", "≥ 700 mL"."""
    if figure.text is not None:
        return figure.text
    bound = BOUNDS.get(figure.bound or "", "")
    if figure.value is None:
        if figure.low is None or figure.high is None:
            return "not given"
        return bound + _span(figure.low, figure.high, figure.unit)
    if figure.statistic in ("rate", "count") and figure.events is not None and figure.patients:
        share = printed_share(figure.value) if figure.statistic == "rate" else None
        return f"{bound}{figure.events} of {figure.patients} ({share or _share_of(figure.events, figure.patients)})"
    if figure.unit in _SHARES:
        return bound + printed_share(figure.value)
    if figure.statistic == "p_value":
        return f"p {bound or '= '}{with_unit(figure.value, None)}"
    if figure.statistic == "count" and figure.patients and figure.unit in _COUNTS:
        return f"{bound}{with_unit(figure.value, None)} of {figure.patients}"
    words = f"{bound}{with_unit(figure.value, figure.unit)}"
    return f"{figure.statistic} {words}" if figure.statistic in ("median", "mean") else words


def _share_of(events: int, patients: int) -> str:
    return f"{percent_text(events / patients)} %"


def _span(low: float, high: float, unit: str) -> str:
    if unit in _SHARES:
        return f"{printed_share(low).removesuffix(' %')} to {printed_share(high)}"
    return f"{with_unit(low, None)} to {with_unit(high, unit)}"


_INTERVALS = {
    "exact": "exact 95 %",
    "confidence": "published 95 %",
    "range": "range",
    "interquartile": "quartiles",
    "standard_error": "± standard error",
    "standard_deviation": "± standard deviation",
}


def figure_interval(figure: FigureFinding) -> str:
    """Return the interval with its kind: "exact 95 %: 32 to 77 %", or nothing where there is none."""
    if figure.interval is None:
        return ""
    low, high = figure.interval
    kind = _INTERVALS.get(figure.interval_kind or "", (figure.interval_kind or "interval").replace("_", " "))
    if figure.interval_kind == "exact":
        return f"{kind}: {percent_interval((low, high))} %"
    unit = None if figure.unit in ("p", "p value") else figure.unit
    return f"{kind}: {_span(low, high, unit or '')}"


def toxicity_count(finding: ToxicityFinding) -> str:
    """Return "2/20"; the count alone where the source does not say of how many; "not given" without a count."""
    if finding.events is None:
        return "not given"
    return f"{finding.events}/{finding.patients}" if finding.patients is not None else f"{finding.events}"


def toxicity_rate(finding: ToxicityFinding) -> str:
    """Return the rate in percent, as printed where there is no count."""
    if finding.rate is None:
        return "not given"
    if finding.interval is None:
        return BOUNDS.get(finding.bound or "", "") + printed_share(finding.rate)
    return f"{percent_text(finding.rate)} %"


_PHASES = {"acute": "acute", "late": "late", "acute_and_late": "acute and late"}


def toxicity_grading(finding: ToxicityFinding) -> str:
    """Return grade, phase and scale in words: "grade ≥ 3, late, CTCAE 3.0"; what the label says already is left out."""
    said = finding.label.lower()
    parts = []
    if finding.grade is None or finding.grade == "not given":
        parts.append("grade not given")
    elif "grade" not in said:
        grade = finding.grade
        for sign in (">=", "<="):
            grade = grade.replace(sign, BOUNDS[sign])
        parts.append(f"grade {grade.replace('-', '–')}" if any(map(str.isdigit, grade)) else grade)
    missing = []
    phase = _PHASES.get(finding.phase or "")
    if phase is None:
        missing.append("acute or late")
    elif phase not in said:
        parts.append(phase)
    if finding.scale and finding.scale != "not given":
        parts.append(finding.scale)
    else:
        missing.append("scale")
    if missing:
        parts.append(f"{' and '.join(missing)} not given")
    return ", ".join(parts)
