"""One small file per page. ``ROUTERS`` lists them in the order in which they are asked."""

from fastapi import APIRouter

from app.web.routes import (
    about,
    add,
    api_docs,
    article,
    compare,
    corrections,
    events,
    feeds,
    health,
    home,
    imports,
    outlets,
    search,
    sign_in,
    static_files,
    suggest,
    trends,
    versions,
    words,
)

ROUTERS: tuple[APIRouter, ...] = (
    home.router,
    search.router,
    suggest.router,
    trends.router,
    words.router,
    article.router,
    corrections.router,
    versions.router,
    compare.router,
    events.router,
    outlets.router,
    add.router,
    imports.router,
    feeds.router,
    about.router,
    api_docs.router,
    sign_in.router,
    health.router,
    static_files.router,
)
