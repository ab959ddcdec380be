"""`newswire run`: the worker."""

from __future__ import annotations

import click

from worker.commands.stop import noted
from worker.stream import logs, worker
from worker.stream.config import Settings, with_settings


@click.command("run")
@with_settings
def command(settings: Settings) -> None:
    """Run the worker: raw articles in, canonical stories out, exactly once.

    Start as many as the load needs, each with a transactional id of its own (by default its host's name): they share
    the partitions. It creates the streams that are missing, and ends on SIGTERM or Ctrl-C after the batch it is in.

    Every option is a variable of the environment too: --window-hours is NEWSWIRE_WINDOW_HOURS.

    \b
    Exit status:
      0  told to stop                          3  its transactional id is used by another worker
      1  cannot go on; start it again          4  too many unreadable messages in a row
      2  a setting is wrong                    5  stuck; all stacks are in the log
                                               6  no Kafka at the start
    Nothing is lost or done twice by any of them, nor by kill -9.

    \b
    While it runs:
      curl localhost:8080/readyz    in the group, state rebuilt, Kafka answers
      curl localhost:8080/livez     the loop moves
      curl localhost:8080/metrics   for Prometheus
    """
    secrets = (settings.sasl_plain_password, settings.ssl_password)
    logs.configure(settings.log_level.upper(), settings.log_format, secrets=secrets)
    with noted() as stop:
        worker.run(settings, stop)
