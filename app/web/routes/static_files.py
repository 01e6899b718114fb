"""Style sheets, scripts and fonts."""

from fastapi import APIRouter, HTTPException, Request, Response

from app.web.assets import Assets
from app.web.compression import takes_gzip

router = APIRouter(include_in_schema=False)

_FOR_EVER = "public, max-age=31536000, immutable"


@router.get("/static/{digest}/{name:path}")
def static_file(request: Request, digest: str, name: str) -> Response:
    """One static file. An address of an older version still answers, but is not kept."""
    assets: Assets = request.app.state.assets
    asset = assets.get(name)
    if asset is None:
        raise HTTPException(404, "There is no such file.")
    headers = {
        "Cache-Control": _FOR_EVER if digest == assets.digest else "no-cache",
        "ETag": asset.etag,
    }
    if asset.gzipped is not None and takes_gzip(request.headers.get("Accept-Encoding", "")):
        return Response(
            asset.gzipped, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"}
        )
    return Response(asset.data, media_type=asset.media_type, headers=headers)
