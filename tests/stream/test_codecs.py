"""Whatever raw messages are compressed with is read: each codec, packed by our client and by Kafka's own Java."""

from __future__ import annotations

import orjson
import pytest
from kafka import KafkaProducer
from kafka.admin import NewTopic
from kafka.record.default_records import DefaultRecordBatch, DefaultRecordBatchBuilder

from tests.stream import kit
from worker.stream import clients, kafka_python, streams
from worker.stream.records import UNREAD

CODECS = ("gzip", "snappy", "lz4", "zstd")


@pytest.mark.kafka
def test_every_codec_is_read(kafka_address: str, prefix: str) -> None:
    """Batches of a megabyte, larger than any block of a codec. Those of the streams that are named after a codec
    come uncompressed, and the broker packs them anew, with the library that Java producers have too."""
    packed_by_the_broker = {f"{prefix}raw-{codec}": codec for codec in CODECS}
    config = kit.settings(kafka_address, prefix, raw_streams=(f"{prefix}raw", *packed_by_the_broker))
    admin = clients.admin(config)
    own = {"max.message.bytes": str(clients.MAX_RECORD_BYTES)}
    admin.create_topics(
        [NewTopic(s, 1, 1, topic_configs=own | {"compression.type": c}) for s, c in packed_by_the_broker.items()]
    )
    admin.close()
    streams.ensure(config)
    long = "The ferry sailed at noon and came back at one. " * 6_000
    for stream, codec in (*packed_by_the_broker.items(), *((f"{prefix}raw", codec) for codec in CODECS)):
        options = {"batch_size": 4 << 20, "linger_ms": 50, "max_request_size": clients.MAX_RECORD_BYTES}
        packed = None if stream in packed_by_the_broker else codec
        producer = KafkaProducer(**clients.common(config), compression_type=packed, **options)
        for n in range(4):
            name = f"{stream.removeprefix(prefix)} {codec} {n}"
            producer.send(stream, orjson.dumps(kit.message(id=name, headline=f"Ferry {name}", body=long[n:])))
        producer.flush()
        producer.close()
    with kit.running(config):
        kit.wait_done(config)
        assert kit.metric(config, 'articles_total{outcome="published"}') == 4 * 2 * len(CODECS)
    kit.assert_exactly_once(config)


@pytest.mark.parametrize("codec", [1, 3, 4])
def test_a_batch_is_unpacked_as_far_as_the_limit(codec: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """gzip, lz4, zstd: what is no larger than the limit is read as ever, of what is larger one record says so."""
    monkeypatch.setattr(kafka_python, "MOST_UNPACKED", 1 << 20)
    for size in (1_000, 500_000):
        builder = DefaultRecordBatchBuilder(2, codec, False, -1, -1, -1, 1 << 30)
        for n in range(3):
            builder.append(n, timestamp=1_000 + n, key=None, value=bytes(size), headers=[])
        found = [(r.offset, r.timestamp, len(r.value), r.headers) for r in DefaultRecordBatch(builder.build())]
        if size < 10_000:
            assert found == [(n, 1_000 + n, size, []) for n in range(3)]
        else:
            said = b"the batch of offsets 0 to 2 unpacks to more than 1048576 bytes"
            assert found == [(2, 1_002, 0, [(UNREAD, said)])]


@pytest.mark.kafka
def test_a_batch_that_unpacks_to_gigabytes_is_a_dead_letter(
    kafka_address: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Kafka limits what a batch is packed, not what it holds: of one that holds more than the limit there is one dead
    letter, which says so, and what comes before and after is read. A restart goes on behind it."""
    monkeypatch.setattr(kafka_python, "MOST_UNPACKED", 8 << 20)
    config = kit.settings(kafka_address, prefix, partitions=1)
    streams.ensure(config)
    options = {"batch_size": 32 << 20, "linger_ms": 60_000, "max_request_size": 64 << 20}
    kit.feed(config, [kit.message(id="before", headline="Ferry sails before all")])
    producer = KafkaProducer(**clients.common(config), compression_type="zstd", **options)
    for _ in range(3):
        producer.send(config.raw_streams[0], bytes(5 << 20), partition=0)
    producer.flush()
    producer.close()
    kit.feed(config, [kit.message(id="after", headline="Ferry sails after all")])
    for _ in range(2):
        with kit.running(config):
            kit.wait_done(config)
    assert len(kit.stories(config)) == 2
    (letter,) = [dict(r.headers) for r in kit.records(config, config.stream("dead-letters"))]
    assert (letter["reason"], letter["offset"]) == (b"too_large", b"3")
    assert letter["detail"] == b"the batch of offsets 1 to 3 unpacks to more than 8388608 bytes"
