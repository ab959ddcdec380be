"""What a broker may leave undone when it is killed: the end of a transaction, unwritten in the offsets of its group.

A transaction ends with a marker in every partition that it wrote to. Killed between the decision and the markers, a
single broker of Kafka 4.3.1 now and then comes back with the transaction on record as complete and without its marker
in `__consumer_offsets`. The offsets of that transaction are then pending for ever, over restarts of broker and worker
alike: whoever asks for them is told UNSTABLE_OFFSET_COMMIT, and the partition stands still.

A marker counts for the producer id, whichever transaction it ends. So each session begins with a transaction that
names the group and nothing else, and ends it the way the last one ended. Where nothing is pending, that does nothing.
"""

from __future__ import annotations

import logging
from typing import Any

from kafka.admin import TransactionState
from kafka.errors import KafkaError

from worker.stream import clients
from worker.stream.config import Settings

log = logging.getLogger(__name__)

_COMMITTED = (TransactionState.PREPARE_COMMIT, TransactionState.COMPLETE_COMMIT)


def was_committed(settings: Settings) -> bool:
    """Whether the last transaction of this worker's transactional id was committed, as far as Kafka remembers.

    To be asked before `init_transactions`, which makes Kafka forget. Raises `NoBroker` where nothing answers.
    """
    client = clients.admin(settings)
    try:
        found = client.describe_transactions([settings.transactional_id])
    except KafkaError as error:  # a new id, or one that nobody allowed us to ask about
        log.debug("no_last_transaction", extra={"error": str(error)})
        return False
    finally:
        client.close()
    return found[settings.transactional_id].state in _COMMITTED


def write_again(producer: Any, group_id: str, committed: bool) -> None:
    """Write the end of the last transaction into the offsets of the group once more.

    Where its end is not known (`committed` false) it is taken as aborted: messages may then be read again, which the
    fold recognises as duplicates, but none is skipped. Raises what kafka-python's transactions raise.
    """
    producer.begin_transaction()
    producer.send_offsets_to_transaction({}, group_id)
    if committed:
        producer.commit_transaction()
    else:
        producer.abort_transaction()
