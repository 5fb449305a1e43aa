"""DICOM and HEIC files for the tests, written here and now; every DICOM file carries a patient who must not be seen."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import (
    UID,
    ExplicitVRLittleEndian,
    JPEG2000Lossless,
    JPEGBaseline8Bit,
    SecondaryCaptureImageStorage,
    generate_uid,
)

PATIENT = "Geheim^Patientin"
PATIENT_ID = "PID-4711-0815"


def dicom_file(
    path: Path,
    pixels: np.ndarray[Any, Any],
    scheme: str,
    *,
    bits: int = 8,
    stored: int | None = None,
    syntax: str = ExplicitVRLittleEndian,
    data: bytes | None = None,
    **tags: Any,
) -> Path:
    """`pixels`: [rows, columns] or [rows, columns, 3], `stored` of `bits` bits in use; `data` replaces their bytes."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = SecondaryCaptureImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid()
    meta.TransferSyntaxUID = UID(syntax)
    dataset = Dataset()
    dataset.file_meta = meta
    dataset.PatientName, dataset.PatientID, dataset.PatientBirthDate = PATIENT, PATIENT_ID, "19700101"
    dataset.SOPClassUID, dataset.SOPInstanceUID = meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID
    dataset.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    dataset.PhotometricInterpretation = scheme
    if pixels.ndim == 3:
        dataset.PlanarConfiguration = 0
    dataset.Rows, dataset.Columns = pixels.shape[:2]
    dataset.BitsAllocated, dataset.BitsStored = bits, stored or bits
    dataset.HighBit = dataset.BitsStored - 1
    dataset.PixelRepresentation = int(pixels.dtype.kind == "i")
    dataset.PixelData = pixels.tobytes() if data is None else data
    for name, value in tags.items():
        setattr(dataset, name, value)
    path.parent.mkdir(parents=True, exist_ok=True)
    dataset.save_as(path, enforce_file_format=True)
    return path


def compressed_dicom(path: Path, image: Image.Image, format_: str) -> Path:
    """The image as JPEG (YBR_FULL_422, as cameras write it) or JPEG 2000 (YBR_RCT, exact)."""
    stream = io.BytesIO()
    if format_ == "JPEG":
        image.save(stream, "JPEG", quality=95, subsampling=1)
        scheme, syntax = "YBR_FULL_422", JPEGBaseline8Bit
    else:
        image.save(stream, "JPEG2000", no_jp2=True, mct=1)
        scheme, syntax = "YBR_RCT", JPEG2000Lossless
    return dicom_file(path, np.asarray(image), scheme, syntax=syntax, data=encapsulate([stream.getvalue()]))


def heic_file(path: Path, image: Image.Image, **options: Any) -> Path:
    """The image as HEIC, at a quality that keeps colours."""
    import pillow_heif

    path.parent.mkdir(parents=True, exist_ok=True)
    pillow_heif.from_pillow(image).save(path, **{"quality": 95, **options})
    return path
