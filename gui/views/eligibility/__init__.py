"""Eligibility: every criterion of a modality with its margin, and the published populations."""
