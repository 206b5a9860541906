"""The built packages, and a machine that has nothing but the wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.ports import free_port
from tests.serving.running import answers

UV = Path(sys.executable).with_name("uv")


def make(folder: Path) -> None:
    """Build both from a copy of the checkout in which somebody has worked; install the wheel."""
    checkout = folder / "a checkout, größer"
    left_out = shutil.ignore_patterns("__pycache__", "downloads", "*.duckdb*", ".*.lock", ".*.json")
    for name in ("etl", "dashboard", "data", "tests"):
        shutil.copytree(ROOT / name, checkout / name, ignore=left_out)
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "requirements.txt"):
        shutil.copy(ROOT / name, checkout)
    (checkout / "data/downloads/sipri").mkdir(parents=True)
    (checkout / "data/downloads/sipri/register.csv").write_text("not to be passed on")
    (checkout / "data/warehouse.duckdb").write_text("nor this")
    uv(folder, "build", "--no-build-isolation", "--out-dir", folder / "dist", checkout)
    environment = folder / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    uv(folder, "pip", "install", "--no-deps", "--python", environment / "bin/python", wheel)
    # What it depends on is that of these tests.
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")


def uv(folder: Path, *arguments: str | Path) -> None:
    done = subprocess.run(
        [UV, *arguments], capture_output=True, text=True, cwd=folder,
        env=os.environ | {
            "UV_OFFLINE": "1", "UV_NO_CONFIG": "1", "UV_CACHE_DIR": str(folder / "cache"),
            "UV_PYTHON": sys.executable,
        },
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


class Machine:
    """An empty folder and a home on a machine that has the wheel."""

    def __init__(self, packages: Path, folder: Path) -> None:
        self.bin = packages / "environment/bin"
        self.here, self.home = folder / "an empty folder", folder / "hömé 数"
        self.here.mkdir()
        self.home.mkdir()
        ours = {name for name in os.environ if name.startswith(("ARMS_", "XDG_", "PYTHON"))}
        self.environment = {name: text for name, text in os.environ.items() if name not in ours} | {
            "HOME": str(self.home),
            # The network is a proxy that is not there.
            **dict.fromkeys(("http_proxy", "https_proxy", "all_proxy"), "http://127.0.0.1:9"),
            "no_proxy": "localhost,127.0.0.1",
        }

    def run(self, command: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.bin / command, *arguments], capture_output=True, text=True, cwd=self.here,
            env=self.environment, timeout=120,
        )  # fmt: skip

    def shown(self, *arguments: str) -> AbstractContextManager[str]:
        """The dashboard, by the command of the package's own name, at an address."""
        command = (self.bin / "arms-transfers-dashboard", *arguments)
        return shown(command, self.here, self.environment)

    @property
    def warehouse(self) -> Path:
        (found,) = self.home.rglob("warehouse.duckdb")
        return found


@contextmanager
def shown(
    command: Sequence[str | Path], here: Path, environment: Mapping[str, str]
) -> Iterator[str]:
    """The address of the dashboard that a command starts in a folder, once it answers there."""
    address = f"http://localhost:{(port := free_port())}"
    process = subprocess.Popen(
        [*command, f"--port={port}"], cwd=here, env=environment,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        until = time.monotonic() + 120
        while not answers(address):
            if process.poll() is not None or time.monotonic() > until:
                process.kill()
                pytest.fail(process.communicate()[0])
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        told, _ = process.communicate(timeout=30)
    assert "Traceback" not in told, told
