"""What every room of the window may use: settings, language, text shown as text, work in the background."""
