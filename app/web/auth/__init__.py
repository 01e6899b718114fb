"""Who may do what: rules of access, the guard who keeps them, sign-in."""
