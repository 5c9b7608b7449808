"""What every command needs: resources and library, settings, language, and the user's mistakes."""
