"""The minutes as a DICOM Encapsulated PDF (SOP class 1.2.840.10008.5.1.4.1.1.104.1), for an archive of images."""

from __future__ import annotations

import io
from typing import Any

from engine.handover.identity import MINUTES_TITLE, Identity, identifying
from engine.words.language import ENGLISH, Language

_ENCAPSULATED_PDF = "1.2.840.10008.5.1.4.1.1.104.1"
_EXPLICIT_LITTLE_ENDIAN = "1.2.840.10008.1.2.1"
_SEXES = {"female": "F", "male": "M", "other": "O", "unknown": ""}


def encapsulated_pdf(pdf: bytes, date: str, identity: Identity, version: str, language: Language = ENGLISH) -> bytes:
    """Return the file.

    Parameters
    ----------
    date : the day of the board, as 2026-11-27.
    version : of this program.
    language : of the minutes.

    The same minutes of the same patient give the same identifiers, and no others do.
    """
    # Imported here: only an export needs it.
    from pydicom.dataset import FileDataset, FileMetaDataset
    from pydicom.uid import UID, generate_uid

    def uid(part: str) -> Any:
        return generate_uid(entropy_srcs=[identifying(identity, pdf, part, date, version)])

    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(_ENCAPSULATED_PDF)
    meta.MediaStorageSOPInstanceUID = uid("instance")
    meta.TransferSyntaxUID = UID(_EXPLICIT_LITTLE_ENDIAN)
    data = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    day = date.replace("-", "")
    values: dict[str, Any] = {
        "SpecificCharacterSet": "ISO_IR 192",
        "SOPClassUID": meta.MediaStorageSOPClassUID,
        "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
        "PatientName": f"{identity.family}^{identity.given}",
        "PatientID": identity.patient_id,
        "PatientBirthDate": identity.birth_date.replace("-", ""),
        "PatientSex": _SEXES[identity.sex],
        "StudyInstanceUID": uid("study"),
        "StudyDate": day,
        "StudyTime": "",
        "StudyID": "",
        "AccessionNumber": "",
        "ReferringPhysicianName": "",
        "Modality": "DOC",
        "SeriesInstanceUID": uid("series"),
        "SeriesNumber": 1,
        "InstanceNumber": 1,
        "Manufacturer": "Beamside",
        "SoftwareVersions": version,
        "ConversionType": "WSD",
        "ContentDate": day,
        "ContentTime": "",
        "AcquisitionDateTime": "",
        # The name of the case stands on the page, and somebody may have named a person in it.
        "BurnedInAnnotation": "YES",
        "DocumentTitle": language.of(MINUTES_TITLE),
        "ConceptNameCodeSequence": [],
        "MIMETypeOfEncapsulatedDocument": "application/pdf",
        "EncapsulatedDocument": pdf + b"\0" * (len(pdf) % 2),
        "EncapsulatedDocumentLength": len(pdf),
    }
    if identity.issuer:
        values["IssuerOfPatientID"] = identity.issuer
    for name, value in values.items():
        setattr(data, name, value)
    stream = io.BytesIO()
    data.save_as(stream, enforce_file_format=True)
    return stream.getvalue()
