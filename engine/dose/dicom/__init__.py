"""The bytes of DICOM files, opened within bounds, before anybody asks what they mean."""
