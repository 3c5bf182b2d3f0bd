"""A passkey in software: makes and answers as a phone would, so that the real parsers are tried."""

import hashlib
import json
import os
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

PRESENT, VERIFIED, ATTESTED = 1, 4, 64


def b64(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


def raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


class SoftPasskey:
    def __init__(self, host="testserver"):
        self.host = host
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = os.urandom(32)
        self.user_handle = b""

    def create(self, options, *, alone):
        self.user_handle = raw(options["publicKey"]["user"]["id"])
        numbers = self.key.public_key().public_numbers()
        cose = {
            1: 2,
            3: -7,
            -1: 1,
            -2: numbers.x.to_bytes(32, "big"),
            -3: numbers.y.to_bytes(32, "big"),
        }
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor.encode(cose)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(ATTESTED) + attested}
        client = self._client("webauthn.create", options["publicKey"]["challenge"])
        response = {
            "clientDataJSON": b64(client),
            "attestationObject": b64(cbor.encode(attestation)),
        }
        return self._answer(response, {"credProps": {"rk": alone}})

    def get(self, options):
        client = self._client("webauthn.get", options["publicKey"]["challenge"])
        data = self._data()
        signed = self.key.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": b64(client), "authenticatorData": b64(data),
            "signature": b64(signed), "userHandle": b64(self.user_handle),
        }  # fmt: skip
        return self._answer(response, {})

    def _data(self, more=0):
        flags = PRESENT | VERIFIED | more
        return hashlib.sha256(self.host.encode()).digest() + struct.pack(">BI", flags, 0)

    def _client(self, kind, challenge):
        origin = f"http://{self.host}"
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin}).encode()

    def _answer(self, response, extensions):
        return json.dumps(
            {
                "id": b64(self.id), "rawId": b64(self.id), "type": "public-key",
                "response": response, "clientExtensionResults": extensions,
            }
        )  # fmt: skip
