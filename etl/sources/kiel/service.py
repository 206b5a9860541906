"""The tracker's tables from its repository on GitHub: those of its newest commit, in one zip."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from etl.common.http import BrokenAnswerError, Client
from etl.intake.incoming import Progress, Report, alone, keep
from etl.sources import Service, Wanted

_REPOSITORY = "/repos/UkraineSupportTrackerWebsite/ukraine-support-tracker"
_NEWEST = f"{_REPOSITORY}/commits?path=data&per_page=1"
_TABLE = f"{_REPOSITORY}/contents/data/{{}}.csv?ref={{}}"
_TABLES = ("data_explorer", "release_info", "total_allocations", "weapons")


def _download(client: Client, folder: Path, wanted: Wanted, report: Report) -> list[Path]:
    """Put ``kiel_<commit>.zip`` into the folder, in the form of GitHub's own zips.

    Its comment is the commit, and its members bear the commit's moment. All tables are asked for by
    this commit, so that an edition which comes meanwhile is not mixed in.

    Raises:
        ServiceError: if a table cannot be had now; then nothing is kept.
    """
    with alone(folder):
        report(Progress("the newest edition", 0, len(_TABLES), 0, 0))
        commit, moment = client.ask(_NEWEST, "the newest edition", _commit)
        packed = io.BytesIO()
        rows = size = 0
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.comment = commit.encode()
            for done, name in enumerate(_TABLES):
                report(Progress(name, done, len(_TABLES), rows, size))
                content = client.ask(_TABLE.format(name, commit), name, _content)
                archive.writestr(zipfile.ZipInfo(f"{name}.csv", moment.timetuple()[:6]), content)
                rows, size = rows + content.count(b"\n"), size + len(content)
        path = folder / f"kiel_{commit[:7]}.zip"
        keep(path, packed.getvalue())
        report(Progress("the edition is complete", len(_TABLES), len(_TABLES), rows, size))
    return [path]


def _commit(raw: bytes) -> tuple[str, datetime]:
    """The newest commit that changed a table, and when it was made, in UTC."""
    match _json(raw):
        case [{"sha": str(sha), "commit": {"committer": {"date": str(date)}}}, *_]:
            try:
                return sha, datetime.fromisoformat(date).astimezone(UTC)
            except ValueError as error:
                raise BrokenAnswerError(f"the date of the commit is {date!r}") from error
    raise BrokenAnswerError("the answer names no commit")


def _content(raw: bytes) -> bytes:
    """A file's bytes, which must be those that its checksum in the repository is of."""
    match _json(raw):
        case {"encoding": "base64", "content": str(text), "sha": str(sha)}:
            content = base64.b64decode(text)
            blob = b"blob %d\0%b" % (len(content), content)
            if hashlib.sha1(blob, usedforsecurity=False).hexdigest() == sha:
                return content
            raise BrokenAnswerError("the table is cut short or damaged")
    raise BrokenAnswerError("the answer holds no file")


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError as error:
        raise BrokenAnswerError(f"the answer is not JSON: {error}") from error


def _samples(client: Client) -> Iterator[tuple[str, str]]:
    """Every table whole, which are small."""
    commit, _ = client.ask(_NEWEST, "the newest edition", _commit)
    for name in _TABLES:
        content: bytes = client.ask(_TABLE.format(name, commit), name, _content)
        yield name, content.decode("utf-8-sig")


SERVICE = Service("Kiel Institute", "https://api.github.com", _download, _samples, on_request=True)
