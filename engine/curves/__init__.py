"""Published figures and digitised curves -> survival curves with honest bands.

Pure functions over frozen records. Nothing here touches a file except `click_files`, and nothing imports
lifelines, pandas or scipy until a function that needs them is called.
"""
