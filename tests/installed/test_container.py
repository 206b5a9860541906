"""The files for a container and a service: their steps played, without a builder, in a folder."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

import httpx2
import pytest

import dashboard.serving
from tests.conftest import ROOT
from tests.installed.machine import shown

SERVING = Path(dashboard.serving.__file__).parent
CONTAINERFILE = (SERVING / "Containerfile").read_text(encoding="utf-8")
SERVICE = SERVING / "arms-transfers-dashboard.service"
STEPS = [
    (word, rest)
    for word, _, rest in (line.partition(" ") for line in CONTAINERFILE.splitlines())
    if word.isupper()
]
ANALYZE = shutil.which("systemd-analyze")


def last(word: str) -> str:
    return [rest for found, rest in STEPS if found == word][-1]


class Image:
    """A folder in which the steps of the file have been taken, and the user who runs it."""

    def __init__(self, root: Path, packages: Path) -> None:
        self.root, self.environment, self.user = root, {"TMPDIR": str(root / "tmp")}, 0
        self.bounds: tuple[str, ...] = ()
        for name in ("build", "tmp"):
            (root / name).mkdir()
        for word, rest in STEPS:
            if word == "RUN":
                self._run(rest)
            elif word == "COPY":
                (source, target) = rest.split()
                folder = packages if source.startswith("dist/") else ROOT
                found = list(folder.glob(source))
                assert len(found) == 1, source
                shutil.copy(found[0], root / target.strip("/"))
            elif word == "ENV":
                self.environment |= dict(pair.split("=", 1) for pair in self._inside(rest).split())
            elif word == "USER":
                assert self.user == int(rest)
        subprocess.run(["chmod", "-R", "a-w", root / "app", root / "build"], check=True)
        if os.geteuid() == 0:
            self._waive()

    def _inside(self, text: str) -> str:
        """The same with the image's own folders where they are here."""
        return re.sub(r"(?<![\w.])/(app|build|data)\b", rf"{self.root}/\1", text)

    def _run(self, command: str) -> None:
        if command.startswith("useradd "):
            found = re.search(r"--uid (\d+) --home-dir /(\w+) --create-home", command)
            assert found
            self.user = int(found[1])
            (self.root / found[2]).mkdir()
        elif "--requirement" in command:
            # What it depends on is that of these tests.
            assert "--require-hashes --only-binary :all:" in command
            (site,) = self.root.glob("app/lib/python*/site-packages")
            (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
        else:
            done = subprocess.run(
                self._inside(command).replace("python -m", f"{quote(sys.executable)} -m", 1),
                shell=True, capture_output=True, text=True,
            )  # fmt: skip
            assert done.returncode == 0, done.stderr

    def _waive(self) -> None:
        """Run nothing as root: as the user, or without all of root's privileges."""
        self.bounds = ("setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs")
        user = (f"--reuid={self.user}", f"--regid={self.user}", "--clear-groups")
        python = f"{self.root}/app/bin/python -c 'import duckdb'"
        done = subprocess.run([*self.bounds, *user, "sh", "-c", python], capture_output=True)
        if done.returncode == 0:  # else this machine keeps these tests' packages from others
            self.bounds += user
            for name in ("data", "tmp"):
                os.chown(self.root / name, self.user, self.user)

    def run(self, line: str) -> subprocess.CompletedProcess[str]:
        """Run a line of words in JSON, as the file has them."""
        return subprocess.run(
            self.command(line), env=self.environment, cwd="/", capture_output=True, text=True
        )

    def command(self, line: str) -> list[str]:
        return [*self.bounds, *json.loads(line)]

    def files(self) -> dict[str, float]:
        """All but what the volume holds."""
        return {
            str(path): path.stat().st_mtime_ns
            for path in self.root.rglob("*")
            if not path.is_relative_to(self.root / "data") and path != self.root / "tmp"
        }


@pytest.fixture(scope="module")
def image(packages: Path) -> Iterator[Image]:
    # Not in the folder of the tests, which nobody else may enter.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Image(Path(folder), packages)
        subprocess.run(["chmod", "-R", "u+w", folder], check=True)


def test_the_container_runs_as_its_user_and_writes_to_its_volume_only(image: Image) -> None:
    assert image.user > 1000 and last("VOLUME") == last("WORKDIR") == "/data"
    check = last("HEALTHCHECK").partition("CMD ")[2]
    before, volume = image.files(), image.root / "data"
    with shown(image.command(last("ENTRYPOINT")), volume, image.environment) as address:
        port = address.rpartition(":")[2]
        assert last("EXPOSE") == "8501" and "8501" in check
        check = check.replace("8501", port)
        assert image.run(check).returncode == 0
        assert "<title>" in httpx2.get(f"http://127.0.0.1:{port}/").text
        (volume / "warehouse.duckdb").rename(volume / "elsewhere")
        assert image.run(check).returncode == 1
        (volume / "elsewhere").rename(volume / "warehouse.duckdb")
        done = image.run('["arms-etl", "status"]')
        assert done.returncode == 0 and "sipri/flows_2026" in done.stdout
    assert image.files() == before


def test_the_container_needs_no_host_and_no_secret() -> None:
    assert "://" not in CONTAINERFILE.replace("http://127.0.0.1:8501/readyz", "").replace(
        "https://figures.example.org", ""
    )
    assert re.fullmatch(r"python:3\.\d+-slim", last("FROM"))
    assert not [word for word, _ in STEPS if word in ("ADD", "ARG", "SHELL")]


@pytest.mark.skipif(ANALYZE is None, reason="systemd is not installed")
def test_systemd_knows_the_service_and_finds_it_little_exposed(
    packages: Path, tmp_path: Path
) -> None:
    text = SERVICE.read_text(encoding="utf-8")
    (tmp_path / "bin").symlink_to(packages / "environment/bin")
    unit = tmp_path / SERVICE.name
    unit.write_text(text.replace("/opt/arms-transfers-dashboard", str(tmp_path)), encoding="utf-8")
    done = subprocess.run([str(ANALYZE), "verify", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    done = subprocess.run(
        [str(ANALYZE), "security", "--offline=yes", "--threshold=20", unit],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
