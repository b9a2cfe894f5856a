"""Finds in a parsed module whatever could reach another machine: clients, sockets, programs, disguises."""

import ast
from collections.abc import Iterator

CLIENTS = frozenset(
    {
        "smtplib", "ssl", "socket", "_socket", "_ssl", "httpx", "httpcore", "requests", "aiohttp",
        "urllib.request", "urllib3", "http.client", "ftplib", "imaplib", "poplib", "nntplib", "telnetlib",
        "telnetlib3", "xmlrpc.client", "aiosmtplib", "pycurl", "paramiko", "asyncssh", "dns", "ldap3",
        "redis", "boto3", "botocore", "grpc", "websocket", "psycopg", "websockets.connect",
        "websockets.client", "websockets.asyncio.client", "websockets.sync.client",
        "websockets.legacy.client", "asyncio.open_connection", "asyncio.open_unix_connection",
        "django.core.mail", "multiprocessing.connection", "logging.handlers", "wsgiref", "webbrowser",
        "ctypes", "cffi",
    }
)  # fmt: skip
PROGRAMS = frozenset({"subprocess", "pty", "os.system", "os.popen", "os.posix_spawn", "multiprocessing"})
LATE = frozenset({"importlib", "runpy", "pkgutil", "imp", "zipimport", "code", "codeop", "builtins"})
READS_FILES = frozenset({"importlib.resources", "importlib.metadata", "importlib.util.find_spec"})
"""Parts of the above that import nothing."""
CONNECTS = frozenset(
    {
        "create_connection", "open_connection", "open_unix_connection", "create_unix_connection", "sock_connect",
        "create_datagram_endpoint", "connect_ex", "sendto", "start_tls", "urlopen", "urlretrieve",
    }
)  # fmt: skip
STARTS = frozenset(
    {
        "system", "popen", "posix_spawn", "posix_spawnp", "create_subprocess_exec", "create_subprocess_shell",
        "subprocess_exec", "subprocess_shell", "execv", "execve", "execvp", "execvpe", "execl", "execle", "execlp",
        "spawnv", "spawnl", "spawnvp", "spawnlp", "fork", "forkpty",
    }
)  # fmt: skip
STARTERS = frozenset({"os", "posix", "nt"})
NETWORK_PROGRAMS = frozenset(
    {
        "curl", "wget", "sendmail", "mail", "mailx", "msmtp", "nc", "ncat", "netcat", "socat", "telnet", "ssh", "scp",
        "sftp", "rsync", "ftp", "lftp", "nslookup", "dig", "ping", "http", "aria2c",
    }
)  # fmt: skip
DISGUISES = frozenset({"__import__", "eval", "exec", "compile"})


def leaks(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, what) of everything in a module that could reach out."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _named(node.lineno, alias.name)
                if alias.name in STARTERS and alias.asname:
                    yield node.lineno, f"{alias.name} under another name"
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                yield from _named(node.lineno, f"{node.module}.{alias.name}")
        elif isinstance(node, ast.Attribute):
            yield from _attribute(node)
        elif isinstance(node, ast.Name) and node.id in DISGUISES:
            yield node.lineno, node.id
        elif isinstance(node, ast.Call):
            yield from _call(node)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("sys.modules"):
            yield node.lineno, "sys.modules"


def _within(name: str, group: frozenset[str]) -> str | None:
    """The member of the group that a dotted name is, or lies in."""
    return next((one for one in sorted(group) if name == one or name.startswith(f"{one}.")), None)


def _named(line: int, name: str) -> Iterator[tuple[int, str]]:
    if _within(name, READS_FILES):
        return
    for group in (CLIENTS, PROGRAMS, LATE):
        found = _within(name, group)
        if found:
            yield line, found
    # A client that another module of ours has imported is that client all the same.
    last = name.rpartition(".")[2]
    if name.startswith("aboveboard.") and (last in CLIENTS or last in PROGRAMS):
        yield line, last


def _attribute(node: ast.Attribute) -> Iterator[tuple[int, str]]:
    # A look at a computer has a `system` too: only that of the modules that have programs started is one.
    starts = node.attr in STARTS and (node.attr != "system" or ast.unparse(node.value) in STARTERS)
    if node.attr in CONNECTS or starts:
        yield node.lineno, node.attr
    # `egress.smtplib.SMTP`: through the module that may.
    if node.attr in CLIENTS and isinstance(node.value, ast.Name | ast.Attribute) and node.attr not in ("socket", "dns"):
        yield node.lineno, node.attr


def _call(node: ast.Call) -> Iterator[tuple[int, str]]:
    name = ast.unparse(node.func)
    if name.endswith(("import_module", "__import__", "getattr", "import_string")):
        for word in _strings(node):
            found = _within(word, CLIENTS) or _within(word, PROGRAMS)
            if found or word in CONNECTS or word in STARTS:
                yield node.lineno, f"{name}({word!r})"
    if name.split(".")[-1] in {"run", "Popen", "call", "check_call", "check_output", *STARTS}:
        for word in _strings(node):
            for part in word.replace("|", " ").replace(";", " ").split():
                if part.rpartition("/")[2] in NETWORK_PROGRAMS:
                    yield node.lineno, f"the program {part}"


def _strings(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value
