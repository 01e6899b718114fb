"""The app for ``uvicorn app.main:app``."""

from app.config import load_settings
from app.web.app import create_app
from app.web.operation import logs

_settings = load_settings()
logs.set_up(_settings)
app = create_app(_settings)
