"""`aboveboard keys`: the master key: where it stands, a new one without a stop, and a holder process for it."""

import argparse
import os
import secrets
import sys
from pathlib import Path

from aboveboard.command import starting


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("aboveboard keys", description="Look after the master key.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("status", help="which master key is in force, and how many keys are under an older one")
    verbs.add_parser("rotate", help="wrap every key anew under the master key that the settings name, while all runs")
    verbs.add_parser("index", help="make anew by what customers are found, from their sealed names and addresses")
    new = verbs.add_parser("new", help="write a new master key to a file that does not exist yet")
    new.add_argument("file", type=Path)
    renew = verbs.add_parser("renew", help="put a new master key in place of a file's, and keep the old one beside it")
    renew.add_argument("file", type=Path, nargs="?", help="the key's file (default: the one of the settings)")
    hold = verbs.add_parser("hold", help="hold the master key in a process of its own")
    hold.add_argument("--socket", type=Path, required=True, help="where to listen; only its owner may write the folder")
    hold.add_argument("--allow-user", action="append", default=[], help="a user that may ask, besides this one")
    hold.add_argument("--group", help="the group that may open the socket, besides its owner")
    hold.add_argument("--per-minute", type=int, default=30000, help="keys that a user may have opened in a minute")
    return parser


def run(arguments: list[str]) -> int:
    """Exit status 0 where it was done, 1 where something is wrong."""
    options = _parser().parse_args(arguments)
    if options.verb == "hold":
        return _hold(options)
    if options.verb in ("new", "renew"):
        return _write(options)
    if not starting.open_data():
        return 1
    from django.db import DatabaseError

    from aboveboard.ground.vault.wrapping import KeysAway, WrongMasterKey

    try:
        return {"rotate": _rotate, "index": _index, "status": _status}[options.verb]()
    except (WrongMasterKey, KeysAway) as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
    except DatabaseError as problem:
        print(f"aboveboard: the key store cannot be used: {str(problem).strip()}", file=sys.stderr)
    return 1


def _status() -> int:
    from aboveboard.ground.vault import rotation

    now = rotation.status()
    print(f"Master key {now.fingerprint}, generation {now.generation}, since {now.begun_at:%Y-%m-%d %H:%M} UTC.")
    print(f"Keys: {now.persons} of persons, {now.services} of the service; {now.left} under an older master key.")
    if now.fingerprint not in now.given:
        print("This key is not at hand: nothing can be opened.")
        return 1
    if now.is_pending:
        print(f"The settings name {now.given[0]} for what is new. `aboveboard keys rotate` puts it in force.")
    elif now.left:
        print("A rotation is under way. `aboveboard keys rotate` goes on with it.")
    elif len(now.given) > 1:
        print("An older key is still given. It opens nothing here any more: destroy it, and every copy of it.")
    return 0


def _rotate() -> int:
    from aboveboard.ground.clock import now as clock
    from aboveboard.ground.vault import rotation

    before = rotation.status()
    if not before.is_pending and not before.left and rotation.finish(clock()):
        print(f"All keys are under master key {before.fingerprint}. `aboveboard keys renew` makes another one.")
        return 0
    mark = rotation.begin(clock())
    print(f"Wrapping keys under master key {mark.fingerprint}, generation {mark.pk}.", flush=True)
    count = 0
    while not rotation.finish(clock()):
        done = rotation.step()
        if count // 10000 != (count + done) // 10000:
            print(f"{count + done} keys done.", flush=True)
        count += done
    print(f"Done: {count} keys. The old master key opens nothing any more: destroy it, and every copy of it.")
    return 0


def _index() -> int:
    from aboveboard.people.operations import index_again

    last, count = index_again(None), 0
    while last is not None:
        count += 1
        last = index_again(last)
    print(f"The index is made anew ({count} steps).")
    return 0


def _write(options: argparse.Namespace) -> int:
    """`new` and `renew`: files alone, so that they can be run as the user who owns the key."""
    from aboveboard.site.options import BadOption, MasterKeys, data_folder, fresh_key, key_in

    os.umask(0o077)
    try:
        if options.verb == "new":
            _place(options.file, fresh_key())
            print(f"A new master key is in {options.file}. Keep a copy of it apart from the data.")
            return 0
        file = options.file or MasterKeys(data_folder()).file
        if file is None:
            raise BadOption(
                "The master key is in ABOVEBOARD_MASTER_KEY. Only a key in a file can be renewed like this."
            )
        current, old = key_in(file, str(file)), file.with_name(f"{file.name}.old")
        if old.exists() and key_in(old, str(old)) != current:
            raise BadOption(
                f"{old} is still there. Run `aboveboard keys rotate` to its end, destroy that file, then renew again."
            )
        if not old.exists():
            _place(old, file.read_text(), like=file)
        draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
        _place(draft, fresh_key(), like=file)
        draft.replace(file)
        _settle(file.parent)
    except FileExistsError as there:
        print(
            f"aboveboard: {there.filename} is there already, and a key is never written over. Nothing was changed. "
            "Name another file; `aboveboard keys renew FILE` puts a new key in place of one that is in use.",
            file=sys.stderr,
        )
        return 1
    except OSError as problem:
        print(f"aboveboard: {problem.filename or options.file}: {problem.strerror}.", file=sys.stderr)
        return 1
    except BadOption as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return 1
    print(f"A new master key is in {file}, the old one in {old}. Next: `aboveboard keys rotate`, while all runs.")
    return 0


def _place(file: Path, text: str, like: Path | None = None) -> None:
    """Write a file that was not there, for its owner alone or as another file is, and see it on the disk."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        if like is not None:
            # Whoever runs this, the product's user must be able to read the new key as they read the old one.
            seen = like.stat()
            os.fchown(opened.fileno(), seen.st_uid, seen.st_gid)
            os.fchmod(opened.fileno(), seen.st_mode & 0o777)
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    _settle(file.parent)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _hold(options: argparse.Namespace) -> int:
    import asyncio
    import grp
    import logging
    import pwd
    import signal

    from aboveboard.ground.vault import holder
    from aboveboard.ground.vault.wrapping import KeysAway, LocalMaster
    from aboveboard.site.options import BadOption, MasterKeys, text

    try:
        if not (text("ABOVEBOARD_MASTER_KEY") or text("ABOVEBOARD_MASTER_KEY_FILE")):
            raise BadOption("Name the master key in ABOVEBOARD_MASTER_KEY_FILE; `aboveboard keys new FILE` makes one.")
        master = LocalMaster(MasterKeys(Path()))
        marks = master.fingerprints()
        users = {os.getuid(), *(int(u) if u.isdigit() else pwd.getpwnam(u).pw_uid for u in options.allow_user)}
        group = grp.getgrnam(options.group).gr_gid if options.group else None
        if options.per_minute < 1:
            raise BadOption("--per-minute must be 1 or more.")
        listening = holder.listening(options.socket, group)
    except (BadOption, KeysAway, KeyError, OSError) as problem:
        print(f"aboveboard: {problem}", file=sys.stderr)
        return 1
    holder.keep_to_itself()
    logging.basicConfig(format="aboveboard keys: %(message)s", level=logging.INFO)

    async def serve() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        print(f"Holding master key {', '.join(marks)} at {options.socket}.", flush=True)
        await holder.hold(holder.Holder(master, users, options.per_minute), listening, stop)

    try:
        asyncio.run(serve())
    finally:
        options.socket.unlink(missing_ok=True)
    return 0
