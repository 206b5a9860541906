"""What SECURITY.md promises, looked for in the code: nothing else stands there than is allowed."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx2

from etl.sources import service, services
from tests.conftest import ROOT
from tests.test_boundaries import sources

MODULES = sources("etl") | sources("dashboard")
NODES = [(path, node) for path, text in MODULES.items() for node in ast.walk(ast.parse(text))]
SQL_METHODS = {"execute", "executemany", "query", "sql", "table", "from_query"}


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    """Every call with its file and the name of what is called, such as ``st.html``."""
    for path, node in NODES:
        if isinstance(node, ast.Call):
            yield path, ast.unparse(node.func), node


def test_nothing_is_run_that_is_not_code_of_the_project() -> None:
    forbidden = {"eval", "exec", "compile", "__import__", "os.system", "os.popen"}
    modules = {"pickle", "cPickle", "marshal", "shelve", "dill", "joblib", "code", "pty"}
    for path, node in NODES:
        if isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in forbidden, f"{path}:{node.lineno}"
            assert not ast.unparse(node.func).endswith((".read_pickle", ".to_pickle", ".eval")), (
                path
            )
            for keyword in node.keywords:
                assert keyword.arg != "shell", f"{path}:{node.lineno}"
                assert keyword.arg != "allow_pickle", f"{path}:{node.lineno}"
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        assert not {name.partition(".")[0] for name in names} & modules, path


def test_sql_is_never_put_together_from_values() -> None:
    # All are of the writer, and name a constant, or a table, column or comment of the contract.
    names = ("_STORAGE", "table", "on", "text")
    allowed = {("etl/warehouse/build.py", name) for name in names}
    found = set()
    for path, name, node in calls():
        if name.rpartition(".")[2] not in SQL_METHODS or not node.args:
            continue
        sql = node.args[0]
        match sql:  # many statements in one
            case ast.Call(ast.Attribute(ast.Constant(""), "join"), [ast.GeneratorExp(elt=one)]):
                sql = one
        made = isinstance(sql, ast.JoinedStr | ast.BinOp) or (
            isinstance(sql, ast.Call)
            and ast.unparse(sql.func).endswith((".format", ".replace", ".join", "format_map"))
        )
        if isinstance(sql, ast.JoinedStr):
            found |= {
                (path, ast.unparse(value.value))
                for value in sql.values
                if isinstance(value, ast.FormattedValue)
            }
        else:
            assert not made, f"{path}:{node.lineno}"
    assert found == allowed


def test_questions_are_asked_as_their_files_say() -> None:
    """The text of a question goes to the database as it is read, with its parameters bound."""
    for path in (ROOT / "etl").rglob("*.sql"):
        text = path.read_text(encoding="utf-8")
        statements = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
        assert not re.search(r"\{\w*\}|%s|%\(\w", statements), path
        assert not re.search(r"\b(INSTALL|LOAD|COPY|ATTACH|PRAGMA)\b", statements), path


def test_the_reader_is_locked_before_its_first_question() -> None:
    text = MODULES["etl/warehouse/read.py"]
    assert "(READ_ONLY)" in text
    for setting in ("enable_external_access = false", "python_enable_replacements = false"):
        assert text.index(setting) < text.index("lock_configuration = true")


def test_what_becomes_html_is_ours_or_escaped() -> None:
    """Whatever stands between tags is escaped, or is put together from the project's own words.

    Charts are left out: of tags in their texts plotly knows a handful, and draws them.
    """
    own = {
        # The page's path, as app.py spells it; spans and links that are put together above.
        "dashboard/show.py": {
            "' · '.join(parts)",
            "url_path or '.'",
            "spans",
            "key",
            "caption.room(layout)",
        },
        # CSS worked out from the figure's size.
        "dashboard/app_pages/map.py": {"height"},
        # Escaped where it is put together, which test_markup tries out.
        "dashboard/app.py": {"text"},
    }
    for path, _, node in calls():
        named = {keyword.arg for keyword in node.keywords}
        assert not named & {"unsafe_allow_html", "unsafe_allow_javascript"}, path
    makers = {path for path, name, _ in calls() if name.endswith(".html")}
    assert len(makers) > 2
    for path, node in NODES:
        if path not in makers or not isinstance(node, ast.JoinedStr):
            continue
        fixed = "".join(str(v.value) for v in node.values if isinstance(v, ast.Constant))
        if not re.search(r"<[a-z/!]", fixed):
            continue
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                words = ast.unparse(part.value)
                escaped = words.startswith(("escape(", "html.escape("))
                assert escaped or words in own.get(path, ()), f"{path}:{node.lineno}: {words}"


def test_downloads_go_through_one_careful_client() -> None:
    users = {path for path, text in MODULES.items() if re.search(r"\bhttpx2\b", text)}
    assert users == {"etl/common/http.py"}
    for path, node in NODES:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
        assert not {"urllib.request", "requests", "ftplib", "aiohttp"} & set(names), path
    client = MODULES["etl/common/http.py"]
    assert "follow_redirects=False" in client and "verify=self._tls" in client
    assert [name for _, name, _ in calls() if name.startswith("httpx2.") and "Client" in name] == [
        "httpx2.AsyncClient"
    ]
    urls = [httpx2.URL(service(name).base) for name in services()]
    assert len(urls) == 4 and all(url.scheme == "https" for url in urls)
    hosts = {url.host for url in urls}
    known = (".sipri.org", ".worldbank.org", ".federalregister.gov", ".github.com")
    assert all(host.endswith(known) for host in hosts)


def test_archives_are_read_in_bounds_and_never_unpacked_to_disk() -> None:
    opened = {
        path
        for path, name, node in calls()
        if name.endswith("ZipFile") and not any("w" in ast.unparse(a) for a in node.args[1:2])
    }
    # What its table of contents says is read here, and nothing else of it.
    opened.remove("etl/sources/kiel/tables.py")
    assert not {".read", ".open"} & set(re.findall(r"\.\w+", MODULES["etl/sources/kiel/tables.py"]))
    assert opened <= {
        "etl/intake/raw.py", "etl/sources/world_bank/service.py",
        "etl/sources/sipri/service.py",
    }  # fmt: skip
    for path, name, _ in calls():
        assert not name.endswith(".extractall"), path
        assert not name.endswith(".extract") or name.endswith(".str.extract"), path
    for path in opened:
        assert re.search(r"file_size|MAX_|_LARGEST|limit", MODULES[path]), path


def test_no_secret_stands_in_the_repository() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    secret = re.compile(
        r"-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|gh[pousr]_[A-Za-z0-9]{30}"
        r"|xox[bap]-[0-9A-Za-z-]{10}|(?i:password|passwd|secret|api_key|token)\s*[=:]\s*['\"]\w{8}"
    )
    here = Path(__file__)
    for path in paths:
        if path == here or path.suffix in (".png", ".duckdb", ".woff2") or not path.is_file():
            continue
        assert not secret.search(path.read_text(encoding="utf-8", errors="replace")), path
    assert paths or listed.returncode, "a checkout lists its files"
