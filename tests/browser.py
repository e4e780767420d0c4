"""A headless Chromium that tells what a page asks for and complains of.

It is driven by the DevTools protocol over two pipes: no port, no package. A fresh profile for each
run; nothing of the user's own browser is touched.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import subprocess
import time
from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 60.0  # seconds

_FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)
_A4 = {"paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": False}


class Browser:
    """One tab. Close it, or use it in a `with` statement.

    Attributes
    ----------
    requests : list of str
        Addresses the page has asked for since it was opened, its own first.
    complaints : list of str
        What the console says: errors and warnings of the page and of the browser, among them every
        violation of the content security policy, and exceptions.
    """

    def __init__(self, profile):
        self.requests, self.complaints = [], []
        self._last, self._rest, self._events = 0, b"", []
        # Chromium reads from descriptor 3 and writes to 4; ours keep out of the way of both.
        from_us, self._out = (fcntl.fcntl(end, fcntl.F_DUPFD, 100) for end in os.pipe())
        self._in, to_us = (fcntl.fcntl(end, fcntl.F_DUPFD, 100) for end in os.pipe())

        def connect():
            os.dup2(from_us, 3)
            os.dup2(to_us, 4)

        self._process = subprocess.Popen(
            [str(CHROMIUM), *_FLAGS, f"--user-data-dir={profile}", "about:blank"],
            preexec_fn=connect,
            pass_fds=(3, 4),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(from_us)
        os.close(to_us)
        self._session = None
        tab = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=tab, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Audits"):
            self._ask(f"{domain}.enable")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """End the browser and its children."""
        try:
            self._session = None
            self._ask("Browser.close")
            self._process.wait(PATIENCE)
        except (OSError, RuntimeError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._out)
        os.close(self._in)

    def open(self, path, width: int = 1100, height: int = 1400):
        """Open a file in a window of that size and wait until it is loaded."""
        self.resize(width, height)
        self.requests.clear()
        self.complaints.clear()
        self._events.clear()
        answer = self._ask("Page.navigate", url=Path(path).resolve().as_uri())
        if "errorText" in answer:
            raise RuntimeError(f"{path}: {answer['errorText']}")
        self._wait_for("Page.loadEventFired")
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def resize(self, width: int, height: int = 1400):
        """Lay the page out for a window of that size."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def run(self, script: str):
        """The value of a script that looks at the page."""
        answer = self._ask(
            "Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"])[:500])
        return answer["result"].get("value")

    def picture(self, path):
        """A PNG of the whole page."""
        size = self.run("[document.documentElement.clientWidth, document.body.scrollHeight]")
        clip = {"x": 0, "y": 0, "width": size[0], "height": size[1], "scale": 1}
        answer = self._ask("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    def printed(self, path):
        """A PDF of the page on A4, as a reader would print it."""
        answer = self._ask("Page.printToPDF", printBackground=False, **_A4)
        Path(path).write_bytes(base64.b64decode(answer["data"]))

    def _ask(self, method: str, **parameters):
        self._last += 1
        message = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        return self._wait_for(answer_to=self._last)

    def _wait_for(self, event: str = "", answer_to: int = 0):
        until = time.monotonic() + PATIENCE
        while not (event and event in self._events):
            message = self._read(until)
            if answer_to and message.get("id") == answer_to:
                if "error" in message:
                    raise RuntimeError(message["error"]["message"])
                return message["result"]
            self._note(message)
        return None

    def _read(self, until: float) -> dict:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], max(0.0, until - time.monotonic()))
            data = os.read(self._in, 1 << 20) if ready else b""
            if not data:
                raise RuntimeError("Chromium does not answer.")
            self._rest += data
        message, self._rest = self._rest.split(b"\0", 1)
        return json.loads(message)

    def _note(self, message: dict) -> None:
        event, said = message.get("method", ""), message.get("params", {})
        self._events.append(event)
        if event == "Network.requestWillBeSent":
            self.requests.append(said["request"]["url"])
        elif event == "Log.entryAdded":
            self.complaints.append(said["entry"]["text"])
        elif event == "Runtime.consoleAPICalled":
            self.complaints.append(f"console.{said['type']}")
        elif event in ("Runtime.exceptionThrown", "Audits.issueAdded"):
            self.complaints.append(json.dumps(said)[:500])
