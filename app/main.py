"""The app for ``uvicorn app.main:app``."""

from app.config import load_settings
from app.web import logs
from app.web.app import create_app

_settings = load_settings()
logs.set_up(_settings)
app = create_app(_settings)
