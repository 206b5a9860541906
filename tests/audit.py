"""``make audit``: are vulnerabilities known in any pinned version? Skips with a reason offline."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from tests.conftest import ROOT

FILES = ("requirements.txt", "tests/requirements.txt")


def main() -> int:
    """Ask the database that pip-audit asks; 1 if it knows of any vulnerability."""
    asked = [argument for name in FILES for argument in ("--requirement", str(ROOT / name))]
    done = subprocess.run(
        [sys.executable, "-m", "pip_audit", "--format", "json", "--progress-spinner", "off",
         "--disable-pip", "--require-hashes", *asked],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    try:
        found = json.loads(done.stdout)
    except ValueError:
        last = done.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        print(f"Skipped: the list of vulnerabilities cannot be asked. {last[0][:300]}")
        return 0
    code, lines = verdict(found)
    print("\n".join(lines))
    return code


def verdict(found: dict[str, Any]) -> tuple[int, list[str]]:
    """The exit code and the lines to print for what pip-audit says as JSON."""
    known = [entry for entry in found["dependencies"] if "skip_reason" not in entry]
    unknown = [entry for entry in found["dependencies"] if "skip_reason" in entry]
    if not known:
        return 0, ["Skipped: the database answered for none of the packages. "
                   + (unknown[0]["skip_reason"] if unknown else "There are none.")]  # fmt: skip
    bad = [
        f"{entry['name']} {entry['version']}: {vulnerability['id']}, mended in "
        f"{', '.join(vulnerability['fix_versions']) or 'no version yet'}"
        for entry in known
        for vulnerability in entry["vulns"]
    ]
    lines = [*bad, *(f"Not examined: {entry['skip_reason']}" for entry in unknown)]
    lines.append(f"{len(known)} packages examined, {len(bad)} known vulnerabilities.")
    return (1 if bad else 0), lines


if __name__ == "__main__":
    sys.exit(main())
