"""Who may come in: own host names only, writes from our own pages only, a password where others can reach the desk."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from msgspec import Struct

from nlp.errors import UsageError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = ("127.0.0.1", "localhost")
COOKIE = "gongkai-session"
MOST_BYTES = 100_000  # of a form
HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([^\[\]:/@\s]{1,255}))(?::[0-9]{1,5})?")  # [::1]:8765, localhost


class Refused(Exception):
    """A request that isn't let in, with its status and the reason in Chinese and English."""

    def __init__(self, status: int, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.status = status


class Guard(Struct):
    """The keys of one run of the desk. `password` is empty where none is needed."""

    password: str = ""
    token: str = ""
    session: str = ""

    @staticmethod
    def fresh(password: str = "") -> Guard:
        """A guard with keys nobody has seen."""
        return Guard(password, secrets.token_urlsafe(24), secrets.token_urlsafe(24))

    def knows(self, request: Request) -> bool:
        """Whether the visitor gave the password before, or needs none."""
        return not self.password or _same(request.cookies.get(COOKIE, ""), self.session)

    def opens(self, password: str) -> bool:
        """Whether this is the password; takes as long for a wrong one."""
        return _same(password, self.password)

    def check_write(self, request: Request, form: dict[str, list[str]]) -> None:
        """Raises Refused for a write that doesn't come from a page of this run."""
        self.check_origin(request)
        if not _same(form.get("token", [""])[0], self.token):
            raise Refused(403, "页面已过期, 请刷新", "the page is out of date: reload it")

    @staticmethod
    def check_origin(request: Request) -> None:
        """Raises Refused for a request that another site's page made."""
        own = f"{request.url.scheme}://{request.headers.get('host', '')}"
        if request.headers.get("origin", "") != own:
            raise Refused(403, "来自其他网站的请求", "a request from another site")


def _same(one: str, two: str) -> bool:
    return hmac.compare_digest(hashlib.sha256(one.encode()).digest(), hashlib.sha256(two.encode()).digest())


def allowed_hosts(host: str, names: Sequence[str], password: str) -> list[str]:
    """Host names the desk answers to; raises UsageError for an open door without a password."""
    if not password and not is_loopback(host):
        raise UsageError(
            "--host 不是本机时必须设密码 (--password-file)", "a --host other than loopback needs --password-file"
        )
    wildcard = host in ("0.0.0.0", "::")
    if wildcard and not names:
        raise UsageError(f"--host {host} 时请用 --name 给出访问用的主机名", f"with --host {host} give --name")
    return [*LOOPBACK, *names, *(() if wildcard else (host,))]


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a host name."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


async def read_form(request: Request) -> dict[str, list[str]]:
    """Fields of a form; raises Refused for one that is too long or no form."""
    if request.headers.get("content-type", "").partition(";")[0] != "application/x-www-form-urlencoded":
        raise Refused(415, "不是表单", "not a form")
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, "表单太长", "the form is too long")
    return parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=500)


def policy(style: str, script: str) -> str:
    """The content security policy of a page: this style, this script, forms to ourselves, nothing else."""
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{hashes[0]}'; script-src 'sha256-{hashes[1]}'; "
        "connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'"
    )


def host_of(header: str) -> str:
    """Name or address in a Host header, without port and brackets; empty for one that is none."""
    found = HOST.fullmatch(header.lower())
    return found[1] or found[2] if found else ""


class Headers:
    """Refuses foreign host names, and puts the headers on every answer that keep pages out of caches and frames."""

    def __init__(self, app: ASGIApp, policy: str, hosts: Sequence[str]) -> None:
        self.app, self.hosts = app, {name.lower() for name in hosts}
        self.headers = [
            (name.encode(), value.encode())
            for name, value in (
                ("content-security-policy", f"{policy}; frame-ancestors 'none'"),
                ("cache-control", "no-store"),
                ("x-frame-options", "DENY"),
                ("x-content-type-options", "nosniff"),
                ("referrer-policy", "same-origin"),  # with no-referrer, browsers send no origin either
                ("cross-origin-opener-policy", "same-origin"),
                ("cross-origin-resource-policy", "same-origin"),
            )
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.headers]
            await send(message)

        if scope["type"] == "http":
            named = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            app = self.app if len(named) == 1 and host_of(named[0]) in self.hosts else _foreign
            await app(scope, receive, guarded)
        else:
            await self.app(scope, receive, send)


async def _foreign(scope: Scope, receive: Receive, send: Send) -> None:
    """The answer to another host's name: another site's page may have had it point here."""
    start: Message = {"type": "http.response.start", "status": 400, "headers": [(b"content-type", b"text/plain")]}
    await send(start)
    await send({"type": "http.response.body", "body": b"foreign host name"})
