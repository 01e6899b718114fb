"""The server as its operator meets it: processes, costly work apart from them, logs, figures, readiness."""
