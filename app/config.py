"""Settings: the only reader of the environment. ``docs/how-to.md`` lists them all."""

import os
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.errors import InvalidParameterError


class Settings(BaseSettings):
    """What a person may set, each as an environment variable with the prefix ``PARALLAX_``."""

    model_config = SettingsConfigDict(env_prefix="PARALLAX_", frozen=True)

    data: Path = Field(default=Path("data"), description="Folder that holds all state.")
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port the server listens on.")
    workers: int = Field(default=1, ge=1, le=64, description="Processes that answer requests.")
    max_request_bytes: int = Field(
        default=1_000_000, ge=1_000, description="Largest request body the server reads, in bytes."
    )
    max_upload_bytes: int = Field(
        default=1_000_000_000, ge=1_000, description="Largest form with files the server takes, in bytes."
    )
    allowed_hosts: str = Field(
        default="",
        description="More host names the server answers to, parted by commas; * for any.",
    )

    password: SecretStr = Field(
        default=SecretStr(""),
        description="The password that lets people add and change, or its argon2 hash.",
    )
    public_read: bool = Field(
        default=False, description="Whether everybody may read, where a password is set."
    )

    poll_feeds: int = Field(
        default=30,
        ge=0,
        le=100_000,
        description="Minutes between two polls of a feed by the server; 0: none.",
    )
    trusted_proxy: str = Field(
        default="",
        description="Address of a reverse proxy that is believed about who asks and whether TLS is used.",
    )

    log: Literal["text", "json", "off"] = Field(
        default="text", description="How the log on standard error is written."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="warning", description="The least important thing that is logged; info has every request."
    )
    metrics: bool = Field(default=False, description="Whether /metrics has figures for Prometheus.")
    metrics_token: SecretStr = Field(
        default=SecretStr(""), description="The bearer token with which /metrics can be read."
    )

    heavy_processes: int = Field(
        default=2,
        ge=0,
        le=16,
        description="Processes that make comparisons, for each one that answers requests; 0: none.",
    )

    allow_private_addresses: bool = Field(
        default=False,
        description="Also fetch pages and feeds from this machine and private networks.",
    )
    fetch_delay: float = Field(
        default=1.0, ge=0, le=3600, description="Least pause between two requests to one host, in seconds."
    )

    @property
    def database_path(self) -> Path:
        """The SQLite file inside the data folder."""
        return self.data / "parallax.sqlite3"

    @property
    def uploads_path(self) -> Path:
        """Where files that come in by the browser wait until they are taken in."""
        return self.data / "uploads"

    @property
    def jobs_path(self) -> Path:
        """Where it is told what the imports of the server are doing."""
        return self.data / "jobs"


def load_settings(**given: Any) -> Settings:
    """Settings from the environment, with ``given`` in place of what stands there.

    Raises InvalidParameterError that names the variable and what is wrong with it.
    """
    try:
        return Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        variable = f"PARALLAX_{str(first['loc'][0]).upper()}"
        raise InvalidParameterError(f"{variable} cannot be “{first['input']}”: {first['msg']}.") from error


_SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"


def share_metrics(folder: Path) -> None:
    """Let this process, and those that it starts, count together in ``folder``. To be called before
    prometheus_client is loaded, which asks the environment for it."""
    os.environ[_SHARED_METRICS] = str(folder)


def shared_metrics() -> Path | None:
    """The folder in which the processes of this server count together; None when each is alone."""
    folder = os.environ.get(_SHARED_METRICS)
    return Path(folder) if folder else None


def multiply_in_one_thread() -> None:
    """Have this process multiply matrices in one thread. To be called before numpy is loaded, whose library
    asks the environment for it: with a thread for each core, small products take several times as long,
    for most of it these wait for one another."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
