# Pinned by its tag; another base with Python 3.11 or newer does as well: --build-arg BASE=…
ARG BASE=docker.io/library/python:3.13-slim-trixie

FROM ${BASE} AS build
WORKDIR /srv/parallax
COPY requirements.lock ./
RUN python3 -m venv /opt/parallax \
    && /opt/parallax/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock
COPY pyproject.toml README.md CHANGELOG.md SECURITY.md LICENSE ./
COPY app app
COPY templates templates
COPY static static
COPY migrations migrations
COPY seeds seeds
COPY docs docs
# Compiled here, for the image may be run with a file system that cannot be written to. What built it goes.
RUN /opt/parallax/bin/pip install --no-cache-dir --no-compile --no-deps --no-build-isolation . \
    && /opt/parallax/bin/pip uninstall --quiet --yes pip \
    && /opt/parallax/bin/python -m compileall -q -j 0 /opt/parallax/lib

FROM ${BASE}
LABEL org.opencontainers.image.title="Parallax" \
      org.opencontainers.image.description="Explore a news corpus: search it, compare two outlets on one event" \
      org.opencontainers.image.licenses="MIT"
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin parallax \
    && mkdir /data && chown 10001:10001 /data
COPY --from=build /opt/parallax /opt/parallax
COPY seeds /srv/parallax/seeds
WORKDIR /data
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
ENV PARALLAX_DATA=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD ["/opt/parallax/bin/python", "-c", \
    "import os, urllib.request as u; u.urlopen('http://127.0.0.1:%s/healthz' % os.environ.get('PARALLAX_PORT', 8000), timeout=4)"]
# From inside, the host is another machine: without PARALLAX_PASSWORD this refuses to start and says so.
# docs/operators.md shows how to set it, and how to run it with a read-only file system.
CMD ["/opt/parallax/bin/parallax", "serve", "--host", "0.0.0.0", "--when-empty", "/srv/parallax/seeds"]
