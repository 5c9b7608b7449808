"""One curve in every dialect: a liver of 1200 mL, V(d) falls as exp(-d/10) to 60 Gy; 934.56 mL are below 15 Gy."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence

VOLUME_ML = 1200.0
BELOW_15_ML = 934.56
MEAN_GY = 9.853
DOSES = [index / 2.0 for index in range(121)]


def share(dose: float) -> float:
    return (math.exp(-dose / 10.0) - math.exp(-6.0)) / (1.0 - math.exp(-6.0))


def dose_of(part: float) -> float:
    """Dose in Gy that a part of the structure, 0 to 1, receives at least."""
    return -10.0 * math.log(part * (1.0 - math.exp(-6.0)) + math.exp(-6.0))


def rows(template: str, doses: Iterable[float] = DOSES) -> str:
    """Rows by a template with g (Gy), c (cGy), p (percent), v (mL) and n (row number)."""
    return "".join(
        template.format(g=d, c=100.0 * d, p=100.0 * share(d), v=VOLUME_ML * share(d), n=n) + "\n"
        for n, d in enumerate(doses, start=1)
    )


def eclipse() -> str:
    return (
        "Patient Name         : TEST\nPatient ID           : 0\nType : Cumulative Dose Volume Histogram\n\n"
        "Plan: P1\nCourse: C1\nTotal dose [cGy]: 5000.0\n\n"
        "Structure: Liver\nPlan: P1\nCourse: C1\nVolume [cm³]: 1200.0\nMean Dose [cGy]: 985.3\n\n"
        "Dose [cGy]   Ratio of Total Structure Volume [%]\n" + rows("{c:10.1f} {p:16.5f}") + "\n"
        "Structure: Empty\nPlan: P1\nVolume [cm³]: 0.0\n\nDose [cGy]   Ratio of Total Structure Volume [%]\n\n"
    )


def eclipse_differential() -> str:
    """Volume per dose in bins of half a Gy, listed at their middles."""
    middles = [d + 0.25 for d in DOSES[:-1]]
    parts = [VOLUME_ML * (share(d) - share(d + 0.5)) / 50.0 for d in DOSES[:-1]]
    lines = "".join(f"{100 * m:10.1f} {p:16.6f}\n" for m, p in zip(middles, parts, strict=True))
    return (
        "Patient Name         : TEST\nPatient ID           : 0\nType : Differential Dose Volume Histogram\n\n"
        "Plan: P1\nCourse: C1\nTotal dose [cGy]: 5000.0\n\n"
        "Structure: Liver\nPlan: P1\nCourse: C1\nVolume [cm³]: 1200.0\nMean Dose [cGy]: 985.3\n\n"
        "Dose [cGy]   dVolume / dDose [cm³ / cGy]\n" + lines + "\n"
    )


def raystation() -> str:
    return (
        "#PatientName:TEST\n#PatientId:0\n#Dosename:Plan dose: P1 (CT 1)\n#RoiName:Liver\n#Roi volume: 1200.0 cc\n"
        "#Roi volume fraction outside grid: 0 %\n#Dose unit: cGy\n#Volume unit: cc\n" + rows("{c:.3f}\t{v:.3f}")
    )


def monaco() -> str:
    return (
        "Patient ID: TEST~0 | Plan Name: P1 | Resolution: .2(cm) | Bin Width: 0.5(Gy) | Dose Units: Gy | "
        "Volume Units: cm³\n\nStructure Name   Dose (Gy)   Volume\n"
        + rows("Liver    {g:.3f}    {v:.5f}")
        + "\n2026-01-02-Fri 10:00:00\n"
    )


def oncentra() -> str:
    return (
        "Patient: TEST\nPlan: P1\n\nAbsolute Dose - [Gy]\nAbsolute Volume - [ccm]\nCumulative mode\n\n"
        "Normalization: Not set\n\nROI: Empty\n*****\n\nBin \t Dose \t Volume\n\n\n"
        "ROI: Liver\n*****\n\nBin \t Dose \t Volume\n" + rows("{n:03d} \t {g:9.3f} \t {v:9.3f}") + "\n\n"
    )


def tomotherapy() -> str:
    head = "Liver (STANDARD),Dose (Gy),Relative Volume (%),Spinal Cord (STANDARD),Dose (Gy),Relative Volume (%)\n"
    return head + rows(",{g:.2f},{p:.4f},,{g:.2f},{p:.4f}")


def plastimatch() -> str:
    return "Dose (cGy),Liver,Cord\n" + rows("{c:.2f},{p:.4f},{p:.4f}")


def onkodicom() -> str:
    head = "Hospital ID,ROI,Volume (mL)," + ",".join(f"{100 * d:.0f}cGy" for d in DOSES)
    values = ",".join(f"{100 * share(d):.4f}" for d in DOSES)
    return f"{head}\n0,Cord,50.0,{values}\n0,Liver,1200.0,{values}\n"


def onkodicom_by_percent() -> str:
    percents = [100.0 - step / 2.0 for step in range(201)]
    values = ",".join(str(round(100 * dose_of(percent / 100.0))) for percent in percents)
    head = "Patient ID,ROI,Volume (mL)," + ",".join(f"{percent}%" for percent in percents)
    return f"{head}\n0,Cord,50.0,{values}\n0,Liver,1200.0,{values}\n"


def mobius() -> str:
    def series(name: str) -> str:
        points = ",\n".join(f"[{d:.2f}, {100 * share(d):.4f}]" for d in DOSES)
        return f'{{"name": "{name}", "color": "#c00",\n"data": [\n{points}\n]}}'

    return f'{{"data": [\n{series("Liver")},\n{series("Cord")}\n]}}\n'


def mirada() -> str:
    head = "Patient\tTEST\t01/02/2026\n\nLiver (1200.0 cm³)\t% of volume\tCord (50.0 cm³)\t% of volume\n"
    return head + rows("{g:.2f}\t{p:.4f}\t{g:.2f}\t{p:.4f}") + "\n"


def proknow() -> str:
    def region(name: str, volume: float) -> str:
        points = ",\n".join(f"[{d:.2f}, {100 * share(d):.4f}]" for d in DOSES)
        return (
            f'{{"id": "r", "name": "{name}", "dose_grid_bound": true, "max_dose": 60.0,\n'
            f'"mean_dose": {MEAN_GY:.3f},\n"volume": {volume:.1f},\n"curve": [\n{points}\n]}}'
        )

    return f'{{"max_dose": 60.0, "rois": [\n{region("Liver", 1200.0)},\n{region("Cord", 50.0)}\n]}}\n'


def wide() -> str:
    return "Dose (Gy),Liver (cc),Cord (cc)\n" + rows("{g:.2f},{v:.4f},{p:.4f}")


def semicolons() -> str:
    return "Dose (Gy);Liver (cc)\n" + rows("{g:.2f};{v:.4f}")


def long() -> str:
    return "PatientID,Structure,Plan,Dose(cGy),Volume(cm3)\n" + rows("7,Liver,P1,{c:.1f},{v:.4f}")


def blocks() -> str:
    return (
        "Structure: Liver\nVolume: 1200.0 cc\nDose (Gy),Volume (%)\n"
        + rows("{g:.2f},{p:.4f}")
        + "\nStructure: Cord\nVolume: 50.0 cc\nDose (Gy),Volume (%)\n"
        + rows("{g:.2f},{p:.4f}")
    )


#: each dialect, and whether its columns can be swapped together with their labels
DIALECTS: dict[str, Callable[[], str]] = {
    "eclipse": eclipse,
    "eclipse differential": eclipse_differential,
    "raystation": raystation,
    "monaco": monaco,
    "oncentra": oncentra,
    "mirada": mirada,
    "proknow": proknow,
    "tomotherapy": tomotherapy,
    "plastimatch": plastimatch,
    "onkodicom": onkodicom,
    "onkodicom by percent": onkodicom_by_percent,
    "mobius": mobius,
    "wide table": wide,
    "table with semicolons": semicolons,
    "long table": long,
    "blocks": blocks,
}

#: layouts of one table that must give the same number, with the question that goes with them
LAYOUTS: dict[str, str] = {
    "index column": "Bin,Dose (Gy),Liver (cc)\n" + rows("{n},{g:.2f},{v:.4f}"),
    "swapped columns": "Liver (cc),Dose (Gy)\n" + rows("{v:.4f},{g:.2f}"),
    "descending doses": "Dose (Gy),Liver (cc)\n" + rows("{g:.2f},{v:.4f}", DOSES[::-1]),
    "units row": "Dose,Liver\nGy,cc\n" + rows("{g:.2f},{v:.4f}"),
    "units row in brackets": "Dose;Liver\n[cGy];[cm³]\n" + rows("{c:.2f};{v:.4f}"),
    "volume and percent": "Dose (Gy),Volume (cc),Volume (%)\n" + rows("{g:.2f},{v:.4f},{p:.4f}"),
    "percent beside the structure's volume": "ROI,Volume_cc,Dose_Gy,Volume_pct\n"
    + rows("Liver,1200.0,{g:.2f},{p:.4f}"),
    "relative dose as well": "Dose (Gy),Relative dose (%),Liver (cc)\n" + rows("{g:.2f},{c:.2f},{v:.4f}"),
    "blanks": "Dose (Gy)   Volume (cc)\n" + rows("{g:8.2f}   {v:10.4f}"),
    "one bad structure among good ones": "Dose (Gy),Liver (cc),Wall (cc)\n" + rows("{g:.2f},{v:.4f},{g:.2f}"),
    "unit in the label": "dose_gy\tliver_ml\n" + rows("{g:.2f}\t{v:.4f}"),
    "litres": "Dose (Gy);Liver (L)\n" + "".join(f"{d};{VOLUME_ML / 1000 * share(d):.7f}\n" for d in DOSES),
    "cubic millimetres": "Dose (Gy);Liver (mm³)\n" + "".join(f"{d};{VOLUME_ML * 1000 * share(d):.1f}\n" for d in DOSES),
    "fractions beside the structure's volume in litres": "ROI;Volume [L];Dose [Gy];Volume [fraction]\n"
    + "".join(f"Liver;1.2;{d};{share(d):.6f}\n" for d in DOSES),
    "a long table with German words": "Struktur;Dosis [cGy];Volumen [%];Gesamtvolumen [ml]\n"
    + rows("Leber;{c:.1f};{p:.4f};1200.0").replace(".", ","),
    "German words": "Dosis [Gy];Leber [cm³]\n" + rows("{g:.2f};{v:.4f}").replace(".", ","),
    "words of a language that is not known": "Doză [Gy];Ficat [cm³]\n" + rows("{g:.2f};{v:.4f}"),
    "vertical steps": "Dose (Gy),Liver (cc)\n" + "".join(f"{d:.0f},{VOLUME_ML * share(d):.4f}\n" for d in DOSES),
}


def table_lines(text: str) -> list[int]:
    """Places of the lines that hold the liver's numbers, in the order of the file."""
    lines = text.splitlines()
    found = [at for at, line in enumerate(lines) if sum(_is_number(cell) for cell in _cells(line)) >= 2]
    return found[: len(DOSES)]


def _cells(line: str) -> Sequence[str]:
    for sign in ",;[]":
        line = line.replace(sign, " ")
    return line.split()


def _is_number(cell: str) -> bool:
    return cell.replace(".", "", 1).isdigit()
