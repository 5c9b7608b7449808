"""Random journeys through the real window: keys, clicks, files and dialogs in any order."""
