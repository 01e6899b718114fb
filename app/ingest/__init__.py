"""Taking in: readers, extraction, the decision what to store, and the run that ties them together."""
