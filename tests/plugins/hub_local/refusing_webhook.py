"""A webhook that refuses everything: `refusing_webhook.py HOST:PORT CERTIFICATE` (without `.crt`, `.key`)."""

from __future__ import annotations

import json
import ssl
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class Refusal(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = {"uid": review["request"]["uid"], "allowed": False, "status": {"message": "said inside"}}
        kind = {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview"}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps({**kind, "response": answer}).encode())


host, _, port = sys.argv[1].partition(":")
server = HTTPServer((host, int(port)), Refusal)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(f"{sys.argv[2]}.crt", f"{sys.argv[2]}.key")
server.socket = context.wrap_socket(server.socket, server_side=True)
server.serve_forever()
