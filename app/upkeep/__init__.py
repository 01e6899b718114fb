"""Upkeep: checks, backups, and the whole corpus as files."""
