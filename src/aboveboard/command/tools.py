"""`aboveboard tools`: the operator's library of remedies: a key to sign with, packages, and what is offered."""

import argparse
import getpass
import os
import shutil
import sys
from pathlib import Path
from typing import Any


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "aboveboard tools",
        description="Make, sign and look after the tools that technicians may offer. `key`, `sign`, `examples` and "
        "`check` with files need no server: run them on the computer that holds the key.",
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    key = verbs.add_parser(
        "key", help="make a new tool key in a file, or show the fingerprint of the one that is there"
    )
    key.add_argument("file", type=Path)
    sign = verbs.add_parser("sign", help="make a signed package of a folder with remedy.toml")
    sign.add_argument("folder", type=Path)
    sign.add_argument("--key", type=Path, required=True, help="the file of the tool key")
    sign.add_argument("--out", type=Path, help="the package (default: KEY-VERSION.remedy in this folder)")
    add = verbs.add_parser("add", help="put signed packages into the library of this server")
    add.add_argument("files", type=Path, nargs="+")
    add.add_argument("--other-signer", action="store_true", help="although another key signed the library so far")
    verbs.add_parser("list", help="what technicians can offer")
    remove = verbs.add_parser("remove", help="take one out of the library")
    remove.add_argument("tool")
    remove.add_argument("version")
    check = verbs.add_parser("check", help="verify packages, or without a name the whole library")
    check.add_argument("files", type=Path, nargs="*")
    examples = verbs.add_parser("examples", help="copy the example tools into a folder, to read, change and sign")
    examples.add_argument("folder", type=Path)
    diagnostics = verbs.add_parser(
        "diagnostics", help="make two tools, to sign: one puts diagnostics on a customer's computer, one removes it"
    )
    diagnostics.add_argument("folder", type=Path)
    return parser


def run(arguments: list[str]) -> int:
    """Exit status 0 where it was done, 1 where something is wrong. A passphrase comes from a variable or is asked."""
    options = _parser().parse_args(arguments)
    from aboveboard.toolbox.library import OtherSignerError
    from aboveboard.wire.remedy import RemedyError

    try:
        return {
            "key": _key,
            "sign": _sign,
            "add": _add,
            "list": _list,
            "remove": _remove,
            "check": _check,
            "examples": _examples,
            "diagnostics": _diagnostics,
        }[options.verb](options)
    except OtherSignerError as other:
        print(f"aboveboard: {other} Nothing was added. If that is meant, say --other-signer.", file=sys.stderr)
    except RemedyError as problem:
        print(f"aboveboard: {problem} Nothing was changed.", file=sys.stderr)
    except OSError as problem:
        print(f"aboveboard: {problem.filename or options.verb}: {problem.strerror}.", file=sys.stderr)
    return 1


def _library() -> Any:
    from aboveboard.site.options import named_folder
    from aboveboard.toolbox.library import Library

    return Library(named_folder() / "tools")


def _passphrase(prompt: str) -> str:
    said = os.environ.get("TOOL_KEY_PASSPHRASE")
    if said is None and sys.stdin.isatty():
        said = getpass.getpass(prompt)
    return said or ""


def _key(options: argparse.Namespace) -> int:
    from aboveboard.toolbox import keyfile
    from aboveboard.wire.payloads import to_text
    from aboveboard.wire.remedy import fingerprint

    if options.file.exists():
        key = keyfile.load(options.file, _passphrase("Passphrase of the tool key: "))
        print(f"The tool key in {options.file}:")
    else:
        key = keyfile.make(options.file, _passphrase("A passphrase for the new tool key (empty: none): "))
        print(f"A new tool key is in {options.file}. Keep it, and a copy of it, away from the server.")
    public = key.public_key().public_bytes_raw()
    print(f"  fingerprint  {fingerprint(public)}")
    print(f'  companion    tool_keys = ["{to_text(public)}"]')
    return 0


def _sign(options: argparse.Namespace) -> int:
    from aboveboard.toolbox import keyfile, source
    from aboveboard.wire.remedy import pack

    description, files = source.read(options.folder)
    package = pack(description, files, keyfile.load(options.key, _passphrase("Passphrase of the tool key: ")))
    out = options.out or Path(f"{description.key}-{description.version}.remedy")
    out.write_bytes(package)
    print(f"{out}: {len(package)} bytes, signed. Next, on the server: aboveboard tools add {out.name}")
    return 0


def _add(options: argparse.Namespace) -> int:
    from aboveboard.toolbox.library import read

    library = _library()
    for file in options.files:
        entry = library.add(read(file)[1], other_signer=options.other_signer)
        print(f"{entry.description.key} {entry.description.version}: technicians can offer it now.")
    return 0


def _list(options: argparse.Namespace) -> int:  # noqa: ARG001  # every verb is called alike
    entries = _library().entries()
    for entry in entries:
        _show(entry)
    print(f"{len(entries)} tools.")
    return 0


def _show(entry: Any) -> None:
    from aboveboard.wire.remedy import fingerprint

    said = entry.description
    systems = ", ".join(said.systems) + (", as administrator" if said.administrator else "")
    print(f"{said.key} {said.version}  {said.name.en}  ({systems}; {entry.size} bytes)")
    print(f"  signed by {fingerprint(entry.signer)}")


def _remove(options: argparse.Namespace) -> int:
    if _library().remove(options.tool, options.version):
        print(
            f"{options.tool} {options.version} is out of the library. What has been offered already is not called back."
        )
        return 0
    print(f"aboveboard: there is no {options.tool} {options.version} in the library.", file=sys.stderr)
    return 1


def _check(options: argparse.Namespace) -> int:
    from aboveboard.toolbox.library import read

    if options.files:
        for file in options.files:
            _show(read(file)[0])
        return 0
    library = _library()
    for bad in library.refused():
        print(f"{bad.file}: {bad.why} It is not offered.", file=sys.stderr)
    print(f"{len(library.entries())} tools verified in {library.folder}.")
    return 1 if library.refused() else 0


def _examples(options: argparse.Namespace) -> int:
    from aboveboard import toolbox

    source = Path(toolbox.__file__).parent / "example"
    shutil.copytree(source, options.folder)
    print(f"Copied to {options.folder}: {', '.join(sorted(path.name for path in source.iterdir()))}.")
    return 0


def _diagnostics(options: argparse.Namespace) -> int:
    from aboveboard.toolbox.with_diagnostics import write

    for folder in write(options.folder):
        print(f"{folder}: read remedy.toml, then sign it: aboveboard tools sign {folder} --key FILE")
    return 0
