"""Spread: where a tumour of this height sends metastases, and the map of mechanisms."""
