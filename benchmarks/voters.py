"""Phones that vote, each slip once: the load of `ballot.py`, in a process of its own.

Slips on standard input, a line each; for each a line of JSON with when it began and ended, and the
receipt or what went wrong.
"""

from __future__ import annotations

import http.client
import json
import queue
import random
import re
import sys
import threading
import time
from urllib.parse import urlencode

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RECEIPT = re.compile(r'<p class="receipt-digits[^>]*>([\d-]+)</p>')
IDEAS = 12
SECONDS_TO_ANSWER = 60


def vote(port: int, code: str) -> dict[str, str]:
    """What one phone does; it keeps the cookie that the form's own token is held against."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS_TO_ANSWER)
    try:
        line.request("GET", "/ungdom/stem/")
        answer = line.getresponse()
        page = answer.read().decode()
        cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        crosses = random.sample(range(1, IDEAS + 1), 3)
        for path, sent in (
            ("/ungdom/stem/", [("code", code)]),
            ("/ungdom/stem/legg-i/", [("code", code), *(("cross", str(n)) for n in crosses)]),
        ):
            token = TOKEN.search(page)
            if token is None:
                return {"error": f"no form before {path}"}
            body = urlencode([("csrfmiddlewaretoken", token.group(1)), *sent])
            kind = "application/x-www-form-urlencoded"
            line.request("POST", path, body, {"Content-Type": kind, "Cookie": cookie})
            answer = line.getresponse()
            page = answer.read().decode()
            if answer.status != 200:
                return {"error": f"{path} {answer.status}"}
        found = RECEIPT.search(page)
        return {"receipt": found.group(1)} if found else {"error": "no receipt"}
    except (OSError, http.client.HTTPException) as trouble:
        return {"error": type(trouble).__name__}
    finally:
        line.close()


def keep_voting(port: int, codes: queue.SimpleQueue[str]) -> None:
    while True:
        try:
            code = codes.get_nowait()
        except queue.Empty:
            return
        began = time.time()
        told = vote(port, code)
        print(json.dumps({"began": began, "ended": time.time(), **told}) + "\n", end="", flush=True)


def main(port: int, phones: int) -> None:
    codes: queue.SimpleQueue[str] = queue.SimpleQueue()
    for code in sys.stdin.read().split():
        codes.put(code)
    threads = [threading.Thread(target=keep_voting, args=(port, codes)) for _ in range(phones)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
