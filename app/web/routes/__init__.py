"""One small file per page. ``ROUTERS`` lists them in the order in which they are asked."""

from fastapi import APIRouter

from app.web.routes import (
    about,
    api_docs,
    article,
    compare,
    events,
    health,
    home,
    outlets,
    search,
    sign_in,
    static_files,
)

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    search.router,
    article.router,
    compare.router,
    events.router,
    outlets.router,
    about.router,
    api_docs.router,
    sign_in.router,
    health.router,
    static_files.router,
)
