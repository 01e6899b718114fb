"""Search: language (text to AST), plan (AST to MATCH and SQL), page (what a results page shows)."""
