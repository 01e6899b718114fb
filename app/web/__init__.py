"""The pages: app factory, rendering, security, one small file per page in routes."""
