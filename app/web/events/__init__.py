"""What the pages of events and storylines show, worked out before any markup."""
