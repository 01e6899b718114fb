"""All SQL, one file per noun. Functions take a session and hand up records."""
