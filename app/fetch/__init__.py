"""The guarded client: everything that is asked of the web goes through here."""
