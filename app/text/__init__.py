"""Pure language work: no database, no clock, no network."""
