FROM python:3.13-slim

RUN useradd --create-home --uid 10001 parallax && mkdir /data && chown parallax: /data
WORKDIR /srv/parallax
COPY requirements.lock pyproject.toml README.md LICENSE ./
COPY app app
COPY templates templates
COPY static static
COPY migrations migrations
RUN python3 -m venv /opt/parallax \
    && /opt/parallax/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
    && /opt/parallax/bin/pip install --no-cache-dir --no-deps --no-build-isolation .
COPY seeds seeds

USER parallax
ENV PARALLAX_DATA=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD \
    ["/opt/parallax/bin/python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
# From inside, the host is another machine: without PARALLAX_PASSWORD this refuses to start and says so.
# docs/how-to.md shows how to set it.
CMD ["/opt/parallax/bin/parallax", "serve", "--host", "0.0.0.0", "--when-empty", "/srv/parallax/seeds"]
