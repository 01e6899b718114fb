"""What a comparison and the matrix of an event show, worked out before any markup, and as files."""
