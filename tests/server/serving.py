"""A desk as users start it: `gongkai review` in a process of its own."""

from __future__ import annotations

import http.client
import re
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlencode

PATIENCE = 120  # seconds, of a busy machine


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def has_ipv6() -> bool:
    """Whether this machine has a loopback of IPv6."""
    with socket.socket(socket.AF_INET6) as probe:
        try:
            probe.bind(("::1", 0))
        except OSError:
            return False
    return True


class Served:
    """A running desk; `with Served(out) as desk: desk.get("/")`."""

    def __init__(self, out: Path, *options: str, reviewer: str = "甲", port: int = 0, host: str = "127.0.0.1") -> None:
        self.out, self.options, self.reviewer, self.host = out, ("--host", host, *options), reviewer, host
        self.port = port or free_port()
        self.address = f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def start(self) -> Served:
        command = [
            sys.executable,
            "-m",
            "nlp.cli",
            "review",
            self.out,
            "--reviewer",
            self.reviewer,
            "--port",
            self.port,
        ]
        self.process = subprocess.Popen([*map(str, command), *self.options], stderr=subprocess.DEVNULL)
        for _ in range(PATIENCE * 20):
            try:
                socket.create_connection((self.host, self.port), 1).close()
                return self
            except OSError:
                assert self.process.poll() is None, "the desk did not start"
                time.sleep(0.05)
        raise AssertionError("the desk did not answer")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()  # SIGKILL: nothing of its own runs any more
        self.process.wait(PATIENCE)

    __enter__ = start

    def __exit__(self, *_: object) -> None:
        self.stop()

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers (small letters) and text of an answer; redirections are not followed."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        return self.ask("GET", path, **headers)

    def post(self, path: str, fields: dict[str, object], **headers: str) -> tuple[int, dict[str, str], str]:
        """A form as a page of the desk sends it; `headers` change that."""
        usual = {"content_type": "application/x-www-form-urlencoded", "origin": self.address}
        return self.ask("POST", path, urlencode(fields, doseq=True), **{**usual, **headers})

    def token(self, path: str = "/") -> str:
        return hidden(self.get(path)[2], "token")


def hidden(page: str, name: str) -> str:
    """Value of the first hidden field of a name."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]
