"""The modalities as records name them: the list of `engine.modalities`, under the name that records use."""

from __future__ import annotations

from engine.modalities.listed import MODALITIES, Modality

__all__ = ["MODALITIES", "Modality"]
