"""A provider of logins by OpenID Connect, as small as one can be: whoever comes is the next of a list."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "wenju", "a secret of the test"


class Provider:
    """Serves on loopback until it is closed."""

    def __init__(self, readers):
        """Begin; ``readers`` log in one after another."""
        self._key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self._readers, self._codes = iter(readers), {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider._get(self)

            def do_POST(self):
                body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                provider._token(self, body)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()

    def _get(self, request):
        parts = urlsplit(request.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/.well-known/openid-configuration":
            places = {"authorization": "authorize", "token": "token"}
            said = {f"{name}_endpoint": f"{self.url}/{place}" for name, place in places.items()}
            said |= {"issuer": self.url, "jwks_uri": f"{self.url}/jwks", "response_types_supported": ["code"]}
            said |= {"subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"]}
            _say(request, said)
        elif parts.path == "/jwks":
            _say(request, {"keys": [self._key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            code = f"code-{len(self._codes)}"
            self._codes[code] = (next(self._readers), asked.get("nonce"))
            request.send_response(302)
            request.send_header(
                "Location", f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"
            )
            request.end_headers()
        else:
            request.send_error(404)

    def _token(self, request, body):
        reader, nonce = self._codes[body["code"][0]]
        now = int(time.time())
        claims = {"iss": self.url, "sub": reader, "aud": CLIENT, "iat": now, "exp": now + 600, "nonce": nonce}
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims | {"email": f"{reader}@example.org"}, self._key)
        _say(request, {"access_token": "none", "token_type": "Bearer", "expires_in": 600, "id_token": token})


def _say(request, said):
    body = json.dumps(said).encode()
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)
