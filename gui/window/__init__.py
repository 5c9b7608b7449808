"""The main window: form, views, messages and commands put together, and the strip below them."""
