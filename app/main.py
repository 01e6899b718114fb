"""The app for ``uvicorn app.main:app``."""

from app.config import load_settings
from app.web.app import create_app

app = create_app(load_settings())
