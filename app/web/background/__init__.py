"""Imports and polls that run in the background: one at a time, in folders that a restart goes on with."""
