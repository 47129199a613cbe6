"""The reading room of the walk: a small API on this machine, and its OpenAPI document. Needs Python 3 alone.

    python3 server.py [PORT]
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

KEY = "open-sesame"
TITLES = ["Dry Stone Walls", "Knots", "Rivers of the North", "Bread", "Clocks", "Small Boats", "Maps of Rain"]
BOOKS = [{"id": str(n), "title": title, "year": 1990 + n, "lent_to": None} for n, title in enumerate(TITLES, 1)]
READERS = [{"id": "r1", "name": "Ada"}, {"id": "r2", "name": "Ben"}]
PAGE = 3


def page(books, query):
    """The books from a cursor on, and the cursor of the next page."""
    start = int(query.get("cursor", ["0"])[0])
    end = start + min(int(query.get("limit", [PAGE])[0]), 50)
    return {"data": books[start:end], "next_cursor": str(end) if end < len(books) else None}


def answer(verb, path, query, body):
    """Status and body for a request."""
    if (verb, path) == ("GET", "/v1/books"):
        return 200, page(BOOKS, query)
    if (verb, path) == ("POST", "/v1/books"):
        BOOKS.append({"id": str(len(BOOKS) + 1), "title": body["title"], "year": body.get("year"), "lent_to": None})
        return 201, BOOKS[-1]
    if (verb, path) == ("POST", "/v1/books/search"):
        found = [book for book in BOOKS if body["words"].lower() in book["title"].lower()]
        return 200, {"data": found, "next_cursor": None}
    if (verb, path) == ("GET", "/v1/readers"):
        return 200, READERS
    book = next((book for book in BOOKS if path.split("/")[3:4] == [book["id"]]), None)
    if book and verb == "GET" and path.count("/") == 3:
        return 200, book
    if book and verb == "POST" and path.endswith("/lend"):
        book["lent_to"] = body["reader"]
        return 200, book
    return 404, {"error": "there is no " + path}


class Room(BaseHTTPRequestHandler):
    """Answers requests that have the key. The document is there for everybody."""

    def handle_one(self):
        url = urlsplit(self.path)
        if url.path == "/openapi.yaml":
            with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "openapi.yaml"), "rb") as file:
                return self.send(200, "application/yaml", file.read())
        if self.headers.get("X-Api-Key") != KEY:
            return self.send(401, "application/json", b'{"error": "X-Api-Key is missing or wrong"}')
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        try:
            status, content = answer(self.command, url.path, parse_qs(url.query), body)
        except (KeyError, TypeError, ValueError) as error:
            status, content = 400, {"error": f"the request lacks or misspells {error}"}
        return self.send(status, "application/json", json.dumps(content).encode())

    do_GET = do_POST = handle_one

    def send(self, status, kind, content):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 8765), Room)
    print(f"reading room on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
