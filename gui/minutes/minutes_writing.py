"""The minutes as files, made off the main thread: on paper, and where asked for as FHIR and as DICOM."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from engine.case.case import Case
from engine.case.decisions.stated import lesion_rows
from engine.case.fields import FieldCatalogue
from engine.case.files.atomic_file import WriteCancelled, WriteError, write_all_atomically
from engine.findings.assessment import Assessment
from engine.words.said import fault, say
from gui.printing.paper import Written
from gui.shared.background import Wanted, WorkProblem
from gui.shared.language import in_use
from gui.shared.settings_store import PaperSize


@dataclass(frozen=True, slots=True)
class MinutesWanted:
    """What a person asked for.

    Attributes
    ----------
    checked : fields whose value a second person has compared with the source.
    identity : file that says who the patient is; read once, for FHIR and DICOM alone, and kept nowhere.
    """

    checked: tuple[str, ...] = ()
    fhir: bool = False
    dicom: bool = False
    identity: Path | None = None


def files_beside(pdf: Path, wanted: MinutesWanted) -> tuple[Path, ...]:
    """Return the files that are written beside the PDF."""
    stem = pdf.with_suffix("")
    found = [stem.with_name(f"{stem.name}.careplan.json")] if wanted.fhir else []
    return (*found, *([stem.with_name(f"{stem.name}.dcm")] if wanted.dicom else []))


def write_minutes(
    wanted: Wanted,
    assessment: Assessment,
    case: Case,
    size: PaperSize,
    *,
    path: Path,
    asked: MinutesWanted,
    fields: FieldCatalogue,
    resources: Path,
    sealed: bool,
) -> Written | None:
    """Write every file that was asked for, or none.

    Raises
    ------
    WorkProblem : a file beside the PDF is there already, the identity cannot be used, or a place cannot be written.
    """
    from engine.handover import IdentityError, encapsulated_pdf, handover_bundle, hold_against_case, read_identity
    from engine.report.summary.minutes import build_minutes, treatments_in_words
    from engine.report.writers.attachments import attachments_of
    from engine.report.writers.pdf import ReportError, render_pdf

    decision = case.decision
    if decision is None:
        raise WorkProblem(say("The case holds no decision of the board any more."))
    # Nobody was asked whether these may be overwritten.
    for there in files_beside(path, asked):
        if there.exists():
            raise WorkProblem(
                fault("“{name}” is there already. Write the minutes under another name.", name=there.name)
            )
    try:
        identity = read_identity(asked.identity) if asked.identity is not None else None
        if identity is not None and asked.identity is not None:
            hold_against_case(identity, asked.identity.name, case.patient, decision.date, fields)
        pdf = render_pdf(
            build_minutes(case, decision, assessment, fields, in_use()),
            paper=size,
            data_date=dt.date.fromisoformat(decision.date),
            print_date=dt.datetime.now().astimezone().date(),
            resources=resources,
            attachments=attachments_of(case, assessment),
            sealed=sealed,
            language=in_use(),
        )
        files = {path: pdf}
        if identity is not None:
            words, rows = treatments_in_words(fields), len(lesion_rows(case.patient))
            for there in files_beside(path, asked):
                if there.suffix == ".dcm":
                    version = assessment.engine_version
                    files[there] = encapsulated_pdf(pdf, decision.date, identity, version, in_use())
                else:
                    files[there] = handover_bundle(decision, words, pdf, identity, rows, in_use())
        write_all_atomically(files, wanted.take)
    except WriteCancelled:
        return None
    except (WriteError, ReportError, IdentityError) as error:
        raise WorkProblem(*error.problems) from error
    return Written(path.parent, minutes=tuple(file.name for file in files), is_open_copy=sealed)
