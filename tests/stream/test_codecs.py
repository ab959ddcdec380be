"""Whatever raw messages are compressed with is read: each codec, packed by our client and by Kafka's own Java."""

from __future__ import annotations

import orjson
import pytest
from kafka import KafkaProducer
from kafka.admin import NewTopic

from tests.stream import kit
from worker.stream import clients, streams

pytestmark = pytest.mark.kafka

CODECS = ("gzip", "snappy", "lz4", "zstd")


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
