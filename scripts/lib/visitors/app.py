#!/usr/bin/env python3
"""app.py NAME IP PORT: a web service that answers as badly as it is asked to.

/503 and /504 answer so; /header/N answers with a header of N bytes; /slow/S answers after S seconds; /closed closes the
connection without an answer; /half breaks off in the middle of one; /crash ends the process. All else answers NAME."""
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

NAME, IP, PORT = sys.argv[1], sys.argv[2], int(sys.argv[3])


class App(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def answer(self, status, *headers, length=None):
        body = NAME.encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(length or len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def do_GET(self):
        kind, _, value = self.path[1:].partition("/")
        if kind in ("503", "504"):
            self.answer(int(kind))
        elif kind == "header":
            self.answer(200, ("X-Big", "x" * int(value)))
        elif kind == "slow":
            time.sleep(float(value))
            self.answer(200)
        elif kind == "closed":
            self.close_connection = True
        elif kind == "half":
            self.answer(200, length=1000)
        elif kind == "crash":
            os._exit(1)
        else:
            self.answer(200)


class Server(ThreadingHTTPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128


Server((IP, PORT), App).serve_forever()
