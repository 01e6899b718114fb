"""The app factory: settings in, a FastAPI app with its pages, headers and database out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from app.config import Settings
from app.database import Database
from app.resources import DOCUMENTS, PROJECT_DOCUMENTS, STATIC, TEMPLATES
from app.search import vocabulary
from app.search.catalogues import catalogue_of
from app.store.schema import migrate
from app.web import errors
from app.web.api_description import describe
from app.web.assets import Assets
from app.web.auth.attempts import Attempts
from app.web.auth.guard import Guard
from app.web.auth.passwords import Password
from app.web.auth.sessions import Sessions
from app.web.background.jobs import Jobs
from app.web.background.poller import Poller
from app.web.compression import FEWEST_BYTES, Compression
from app.web.conditional import ConditionalGet
from app.web.manual.library import Library
from app.web.operation import heavy
from app.web.operation.metrics import Metrics
from app.web.operation.request_log import RequestLog
from app.web.rendering import Pages
from app.web.routes import ROUTERS
from app.web.routes.feeds import MAX_LIST_BYTES
from app.web.security import (
    LOOPBACK_HOSTS,
    BodyLimit,
    HeadAsGet,
    SameOriginWrites,
    SecurityHeaders,
    TrustedHosts,
)
from app.web.uploads import MAX_TEXT_BYTES

_DESCRIPTION = (
    "Every page of Parallax answers as data too: add .json to its address and keep the query. "
    "Where a password is set, sign in first. Days are ISO dates; what is unknown is null."
)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    settings: Settings = app.state.settings
    # many connections, and searches are as fast with an eighth of it: the system has the file in memory too
    database = Database(settings.database_path, cache_megabytes=16)
    try:
        migrate(database)
        # the first search should not wait until all that searches hold in memory is read
        vocabulary.warm(database.engine)
        with database.read_session() as session:
            catalogue_of(session)
        app.state.database = database
        work = heavy.HeavyWork(settings.heavy_processes)
        heavy.share(work)
        work.start()
        if app.state.metrics is not None:
            app.state.metrics.watch(work)
        app.state.jobs = Jobs(database, settings)
        poller = Poller(database, app.state.jobs, settings.poll_feeds)
        try:
            app.state.jobs.start()
            if settings.poll_feeds and not database.read_only:
                poller.start()
            yield
        finally:
            app.state.ending = True
            await run_in_threadpool(poller.close)
            await run_in_threadpool(work.close)
            # a long import ends after the batch in hand; meanwhile the loop goes on
            await run_in_threadpool(app.state.jobs.close)
    finally:
        database.close()


def create_app(settings: Settings | None = None) -> FastAPI:
    """The web app on the corpus that ``settings`` names; from the environment when None.

    The database is opened, and brought to the current schema, when the app starts. Raises
    InvalidParameterError when the password's hash is damaged.
    """
    settings = settings or Settings()
    app = FastAPI(
        title="Parallax",
        version="1",
        description=_DESCRIPTION,
        lifespan=_lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        # as they are: routers that are included have each of their routes built anew for each app, at its
        # first request and in a fifth of a second
        routes=[route for router in ROUTERS for route in router.routes],
    )
    app.openapi = partial(describe, app)  # type: ignore[method-assign]
    app.state.settings = settings
    app.state.ending = False
    app.state.metrics = Metrics() if settings.metrics else None
    app.state.assets = Assets(STATIC)
    app.state.pages = Pages(TEMPLATES, app.state.assets)
    app.state.library = Library(DOCUMENTS, PROJECT_DOCUMENTS)
    secret = settings.password.get_secret_value()
    app.state.password = Password(secret) if secret else None
    app.state.sessions = Sessions(app.state.password.key) if app.state.password else None
    app.state.attempts = Attempts()
    errors.install(app)
    # the last one added is asked first
    app.add_middleware(ConditionalGet)
    app.add_middleware(Compression, minimum_size=FEWEST_BYTES, compresslevel=6)
    # outside both, so that HEAD has the very headers of GET
    app.add_middleware(HeadAsGet)
    larger = {
        "/add/files": settings.max_upload_bytes,
        "/add/text": MAX_TEXT_BYTES,
        "/feeds/import": MAX_LIST_BYTES,
    }
    app.add_middleware(BodyLimit, limit=settings.max_request_bytes, larger=larger)
    app.add_middleware(
        Guard,
        sessions=app.state.sessions,
        public_read=settings.public_read,
        metrics_token=settings.metrics_token.get_secret_value(),
    )
    app.add_middleware(SameOriginWrites)
    allowed = tuple(host.strip() for host in settings.allowed_hosts.split(",") if host.strip())
    app.add_middleware(TrustedHosts, hosts=(*LOOPBACK_HOSTS, settings.host, *allowed))
    app.add_middleware(SecurityHeaders)
    if settings.trusted_proxy:
        # else whoever connects names its own address
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=settings.trusted_proxy)
    app.add_middleware(RequestLog, trusted_proxy=settings.trusted_proxy, metrics=app.state.metrics)
    return app
