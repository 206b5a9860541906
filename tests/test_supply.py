"""What is installed: pinned, known by checksum, the same for users and developers."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests.audit import FILES, verdict
from tests.conftest import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PINS = {name: (ROOT / name).read_text(encoding="utf-8") for name in FILES}


def pinned(name: str) -> dict[str, list[Requirement]]:
    """The pins of a file by package; one may have several, for several Pythons."""
    out: dict[str, list[Requirement]] = {}
    for block in re.split(r"\n(?=\S)", PINS[name]):
        if block.startswith("#"):
            continue
        text = block.partition(" \\")[0]
        requirement = Requirement(text)
        out.setdefault(requirement.name, []).append(requirement)
    return out


@pytest.mark.parametrize("name", FILES)
def test_every_package_is_pinned_and_known_by_checksum(name: str) -> None:
    lines = PINS[name].strip()
    blocks = [block for block in re.split(r"\n(?=\S)", lines) if not block.startswith("#")]
    assert len(blocks) > 40
    for block in blocks:
        assert re.fullmatch(
            r"[a-z0-9-]+==[0-9][0-9a-z.]*( ; [^\n]+)? \\\n"
            r"(    --hash=sha256:[0-9a-f]{64}( \\)?\n?)+", block + "\n",
        ), block[:200]  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_no_host_is_named(name: str) -> None:
    assert "://" not in PINS[name]
    assert not re.search(r"^\s*-(?!-hash)", PINS[name], flags=re.MULTILINE)
    assert "@" not in PINS[name]


def test_what_the_project_asks_for_is_pinned() -> None:
    asked = PYPROJECT["project"]["dependencies"]
    optional = PYPROJECT["project"]["optional-dependencies"]
    developers = optional["dev"] + optional["mcp"]
    for name, wanted in (
        ("requirements.txt", asked + PYPROJECT["build-system"]["requires"]),
        ("tests/requirements.txt", asked + developers),
    ):
        pins = pinned(name)
        for text in wanted:
            requirement = Requirement(text)
            key = requirement.name.lower().replace("_", "-")
            assert key in pins, f"{text}: run make requirements"
            for pin in pins[key]:
                (exact,) = pin.specifier
                assert requirement.specifier.contains(exact.version), f"{text}: {pin}"


def test_users_and_developers_have_the_same_versions() -> None:
    users, developers = (pinned(name) for name in FILES)
    assert {str(pin) for name in users for pin in users[name]} >= {
        str(pin) for name in developers if name in users for pin in developers[name]
    }
    assert set(users) <= set(developers)


def test_the_two_commands_install_nothing_else() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    installs = re.findall(r"^\t.*(?:pip install|\$\(INSTALL\))(.*)$", makefile, flags=re.MULTILINE)
    assert len(installs) >= 3
    for arguments in installs:
        assert "$(PINNED)" in arguments or "--no-deps --no-build-isolation" in arguments
    assert "PINNED = --require-hashes --only-binary :all:" in makefile


def test_the_installed_packages_fit_each_other() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
SKIPPED = {"name": "c", "skip_reason": "c was not found"}


@pytest.mark.parametrize(
    ("entries", "code", "words"),
    [
        ([GOOD], 0, "1 packages examined, 0 known"),
        ([GOOD, BAD, SKIPPED], 1, "b 2: PYSEC-1, mended in 3"),
        ([GOOD, SKIPPED], 0, "Not examined: c was not found"),
        ([SKIPPED], 0, "Skipped: the database answered for none"),
        ([], 0, "Skipped"),
    ],
)
def test_an_audit_tells_what_is_known(entries: list[Any], code: int, words: str) -> None:
    found, lines = verdict({"dependencies": entries})
    assert found == code
    assert words in "\n".join(lines)
