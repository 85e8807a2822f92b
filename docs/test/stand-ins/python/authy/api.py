"""Stands in for authy 2.2.6: see ../../README.md."""

import json
import urllib.error
import urllib.parse
import urllib.request


class AuthyApiClient:
    def __init__(self, api_key, api_uri="https://api.authy.com"):
        connection = _Connection(api_key, api_uri)
        self.users = _Users(connection)
        self.tokens = _Tokens(connection)


class _Connection:
    def __init__(self, api_key, api_uri):
        self.api_key = api_key
        self.api_uri = api_uri

    def send(self, method, path, body=None):
        request = urllib.request.Request(
            self.api_uri + path,
            method=method,
            # The library writes its JSON with spaces, as json.dumps does.
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "User-Agent": "AuthyPython/2.2.6 (Linux; Python 3.9.2)",
                "X-Authy-API-Key": self.api_key,
                "Content-Type": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(request) as response:
                return _Answer(response.status, response.read().decode())
        except urllib.error.HTTPError as refusal:
            return _Answer(refusal.code, refusal.read().decode())


class _Answer:
    def __init__(self, status, text):
        self.status = status
        self.text = text
        self.content = json.loads(text)

    def ok(self):
        return self.status == 200

    def errors(self):
        return {} if self.ok() else self.content["errors"]

    @property
    def id(self):
        return self.content["user"]["id"]


class _Verification(_Answer):
    def ok(self):
        # The library looks for these very characters.
        return super().ok() and '"token":"is valid"' in self.text


class _Users:
    def __init__(self, connection):
        self._connection = connection

    def create(self, email, phone, country_code=1, send_install_link_via_sms=False):
        user = {"email": email, "cellphone": phone, "country_code": country_code}
        body = {"user": user, "send_install_link_via_sms": send_install_link_via_sms}
        return self._connection.send("POST", "/protected/json/users/new", body)

    def request_sms(self, user_id, options={}):
        query = urllib.parse.urlencode(options)
        return self._connection.send("GET", f"/protected/json/sms/{user_id}?{query}")


class _Tokens:
    def __init__(self, connection):
        self._connection = connection

    def verify(self, device_id, token, options={}):
        query = urllib.parse.urlencode({"force": "true", **options})
        path = f"/protected/json/verify/{token}/{device_id}?{query}"
        answer = self._connection.send("GET", path)
        return _Verification(answer.status, answer.text)
