"""What leaves the server leaves through one door, ground/egress.py, which asks the notice first."""

import ast
from pathlib import Path

import pytest

from tests.law import tree
from tests.law.leaks import leaks

EVERYTHING = "*"
ALLOWED: dict[str, dict[str, str]] = {
    "ground/egress.py": {EVERYTHING: "the door"},
    "companion": {EVERYTHING: "the customer's own computer, where the customer decides"},
    "command/demo.py": {EVERYTHING: "plays a case against the product on this machine"},
    "site/demo": {EVERYTHING: "the same"},
    "site/tour": {EVERYTHING: "the same"},
    "ground/vault/held.py": {"socket": "asks the key holder on this machine, by a Unix socket"},
    "ground/vault/holder.py": {
        "socket": "is the key holder on this machine, at a Unix socket",
        "ctypes": "keeps its memory out of core files",
    },
    "diagnostics/linux/asked.py": {"ctypes": "asks the kernel whether its clock is kept, by adjtimex"},
    "diagnostics/macos/calls.py": {"ctypes": "asks the kernel what it knows, by sysctl and its kin"},
    "diagnostics/macos/live.py": {"ctypes": "the same", "socket": "asks what this computer is called"},
    "diagnostics/windows/calls.py": {"ctypes": "asks Windows what it knows"},
    "diagnostics/windows/live.py": {"ctypes": "the same"},
    "diagnostics/windows/logs.py": {"ctypes": "counts events of the system's own log"},
    "diagnostics/windows/nets.py": {"ctypes": "asks Windows which of its network cards have an address"},
    "diagnostics/helper.py": {"subprocess": "the one program by which the system is asked, started once"},
    "diagnostics/watch/starts.py": {"subprocess": "starts the watch, or a page from the panel, after a person's yes"},
    "lifetime/dumps.py": {"psycopg": "copies the product's own database"},
    "command/__main__.py": {"importlib": "loads the module of a command, one of a closed list"},
    "command/notice.py": {"importlib": "the same"},
    "command/serve.py": {"subprocess": "starts the product's own processes"},
}
ON_THIS_MACHINE = ("ground/vault/held.py", "ground/vault/holder.py")


def excused(path: Path, what: str) -> bool:
    inside = path.relative_to(tree.PACKAGE).as_posix()
    return any(
        what in reasons or EVERYTHING in reasons
        for place, reasons in ALLOWED.items()
        if inside == place or inside.startswith((f"{place}/", f"{place}_", f"{place}."))
    )


def test_only_egress_opens_connections() -> None:
    found = [
        f"{tree.name(path)}:{line} {what}"
        for path in tree.files(".py", under=tree.PACKAGE)
        for line, what in leaks(tree.tree(path))
        if not excused(path, what)
    ]
    assert not found, f"hand what leaves to ground.egress, with its recipient, ground and categories: {found}"


def test_every_excuse_is_needed() -> None:
    there = {
        (place, what)
        for place, reasons in ALLOWED.items()
        for path in tree.files(".py", under=tree.PACKAGE)
        if path.relative_to(tree.PACKAGE).as_posix() == place
        for _, what in leaks(tree.tree(path))
        if what in reasons
    }
    named = {(place, what) for place, reasons in ALLOWED.items() for what in reasons if what != EVERYTHING}
    assert named == there, "an excuse that nothing needs is a hole: take it out"


@pytest.mark.parametrize("place", ON_THIS_MACHINE)
def test_sockets_that_are_excused_stay_on_this_machine(place: str) -> None:
    families = {
        node.attr
        for node in ast.walk(tree.tree(tree.PACKAGE / place))
        if isinstance(node, ast.Attribute) and node.attr.startswith("AF_")
    }
    assert families == {"AF_UNIX"}, "a socket of another family reaches other machines: send through ground.egress"


# Each of these reaches out; the law must see it.
VIOLATIONS = """
import smtplib
import smtplib as post
from smtplib import SMTP
import ssl
import socket
from socket import socket as plug
from socket import create_connection
import _socket
import imaplib
import poplib
import telnetlib
import ftplib
import nntplib
import xmlrpc.client
from xmlrpc import client
from xmlrpc.client import ServerProxy
import http.client
from http import client
from urllib import request
from urllib.request import urlopen
import urllib3
import requests
import httpx
import aiohttp
import paramiko
import psycopg
from websockets.sync.client import connect
from websockets import connect
from websockets.asyncio import client
from asyncio import open_connection
from django.core import mail
from django.core.mail import send_mail
from logging.handlers import HTTPHandler
import logging.handlers
import webbrowser
import ctypes
import subprocess
from subprocess import run
from os import system
import os as disguise
import importlib
from importlib import import_module
import runpy
import builtins
from aboveboard.ground.egress import smtplib
from aboveboard.ground.egress import ssl
egress.smtplib.SMTP("mail.example")
asyncio.open_connection("example.org", 25)
await loop.create_connection(Protocol, "example.org", 25)
await loop.sock_connect(plug, address)
loop.create_datagram_endpoint(Protocol, remote_addr=address)
plug.connect_ex(address)
plug.sendto(data, address)
await asyncio.create_subprocess_exec("curl", "https://example.org")
os.system("curl https://example.org")
os.popen("mail ida@example.org")
os.execvp("wget", ["wget", url])
programs.run(["curl", "-d", data, url])
programs.run(["/usr/sbin/sendmail", "-t"])
programs.check_output("cat notes | nc example.org 25", shell=True)
import_module("smtplib")
importlib.import_module("http.client")
__import__("socket")
__import__(name)
getattr(thing, "open_connection")
import_string("django.core.mail.send_mail")
sys.modules["smtplib"].SMTP()
eval("smt" + "plib")
exec(code)
""".strip().splitlines()
HARMLESS = """
import socketserver_of_ours
from urllib.parse import urlsplit
from http import HTTPStatus
from importlib import resources
from importlib.metadata import version
import asyncio
import sqlite3
sqlite3.connect(path)
signals.connect(handler)
self.session.connect(seat)
programs.run(["git", "status"])
re.compile("curl")
text = "curl https://example.org"
look.system
""".strip().splitlines()


@pytest.mark.parametrize("line", VIOLATIONS)
def test_the_law_sees(line: str) -> None:
    source = f"async def f():\n    {line}\n" if line.startswith("await") else line
    assert list(leaks(ast.parse(source))), "the law looks away here"


@pytest.mark.parametrize("line", HARMLESS)
def test_the_law_does_not_cry_over(line: str) -> None:
    assert not list(leaks(ast.parse(line)))


def test_a_violation_is_not_excused_for_standing_in_the_package() -> None:
    assert not excused(tree.PACKAGE / "letters" / "sending.py", "smtplib")
    assert not excused(tree.PACKAGE / "ground" / "egress_too.py.d" / "x.py", "smtplib")
    assert not excused(tree.PACKAGE / "lifetime" / "dumps.py", "smtplib")
