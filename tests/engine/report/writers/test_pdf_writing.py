"""Writing the PDF: whole or not at all, and errors that leave files alone."""

from __future__ import annotations

import datetime as dt
import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.case.case import Case
from engine.case.fields import FieldCatalogue
from engine.case.files.atomic_file import WriteError
from engine.evidence.library import Library
from engine.findings.assess import assess
from engine.findings.assessment import Assessment
from engine.report.summary.document import build_document
from engine.report.writers.attachments import attachments_of
from engine.report.writers.pdf import ReportError, render_pdf, write_report

Render = Callable[..., bytes]
DATA_DATE = dt.date(2026, 11, 20)
PRINT_DATE = dt.date(2026, 11, 21)


def render_case(case: Case, fields: FieldCatalogue, library: Library, resources: Path, **options: Any) -> bytes:
    assessment = assess(case, library)
    dates: dict[str, Any] = {"data_date": DATA_DATE, "print_date": PRINT_DATE}
    return render_pdf(
        build_document(assessment, case, fields),
        resources=resources,
        attachments=attachments_of(case, assessment),
        **{**dates, **options},
    )


@pytest.fixture
def report(
    assessments: dict[str, Assessment], cases: dict[str, Case], fields: FieldCatalogue, resources: Path
) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        write_report(path, assessments["borderline"], cases["borderline"], fields, data_date=DATA_DATE,
                     print_date=PRINT_DATE, resources=resources)  # fmt: skip

    return write


def test_that_a_report_is_written_whole_and_replaces_the_previous_one(
    report: Callable[[Path], None], render: Render, tmp_path: Path
) -> None:
    path = tmp_path / "summary.pdf"
    path.write_bytes(b"previous")
    report(path)
    assert path.read_bytes() == render("borderline")
    assert [item.name for item in tmp_path.iterdir()] == ["summary.pdf"]


def test_that_a_folder_in_place_of_a_file_is_refused_in_a_sentence(
    report: Callable[[Path], None], tmp_path: Path
) -> None:
    with pytest.raises(WriteError) as error:
        report(tmp_path)
    assert str(error.value) == f"{tmp_path.name}: this is a folder. Choose a file name."


@pytest.mark.hazard("lost-work")
@pytest.mark.parametrize(
    ("call", "number", "reason"),
    [
        ("engine.case.files.atomic_file._make_beside", errno.EACCES, "permission denied"),
        ("engine.case.files.atomic_file._make_beside", errno.EROFS, "read-only file system"),
        ("os.fsync", errno.ENOSPC, "no space left on device"),
    ],
)
def test_that_a_failed_export_says_why_and_leaves_the_previous_file(
    call: str,
    number: int,
    reason: str,
    report: Callable[[Path], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "summary.pdf"
    path.write_bytes(b"previous")

    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(call, fail)
        with pytest.raises(WriteError) as error:
            report(path)
    assert str(error.value) == (
        f"summary.pdf: the file cannot be written ({reason}). Choose another place; what was there is as it was."
    )
    assert path.read_bytes() == b"previous"
    assert [item.name for item in tmp_path.iterdir()] == ["summary.pdf"]


def test_that_a_missing_folder_is_said(report: Callable[[Path], None], tmp_path: Path) -> None:
    with pytest.raises(WriteError, match="no such file or directory"):
        report(tmp_path / "nowhere" / "summary.pdf")


def with_templates(source: Path, folder: Path, **changed: str) -> Path:
    shutil.copytree(source / "report", folder / "report")
    for name, text in changed.items():
        (folder / "report" / f"{name}.typ").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("template", "sentence"),
    [
        ("#nonsense", "The summary cannot be typeset: "),
        ('#set document(title: "t")\n#set text(font: "No Such Font")\nx', "The summary cannot be typeset"),
    ],
)
def test_that_a_broken_template_or_a_missing_font_is_an_error_and_never_a_page(
    template: str,
    sentence: str,
    cases: dict[str, Case],
    fields: FieldCatalogue,
    library: Library,
    resources: Path,
    tmp_path: Path,
) -> None:
    folder = with_templates(resources, tmp_path, main=template)
    with pytest.raises(ReportError, match=sentence):
        render_case(cases["nothing-known"], fields, library, folder)


def test_that_missing_templates_are_said(
    cases: dict[str, Case], fields: FieldCatalogue, library: Library, tmp_path: Path
) -> None:
    with pytest.raises(ReportError, match=r"main\.typ is missing"):
        render_case(cases["nothing-known"], fields, library, tmp_path)
