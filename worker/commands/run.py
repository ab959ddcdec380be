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

    Start as many as the load needs; they share the partitions. Each needs its own transactional id (by default the host
    name). It creates missing streams, and on SIGTERM or Ctrl-C ends after its current batch.

    Every option is also an environment variable: --window-hours is NEWSWIRE_WINDOW_HOURS.

    \b
    Exit status:
      0  told to stop                          3  another worker uses its transactional id
      1  cannot continue; restart it           5  stuck; all stacks are in the log
      2  a setting is wrong                    6  no Kafka at the start
    None of them loses anything or publishes it twice, nor does kill -9.

    \b
    While it runs:
      curl localhost:8080/readyz    in the group, state rebuilt, Kafka answers
      curl localhost:8080/livez     the loop is running
      curl localhost:8080/metrics   for Prometheus
    """
    secrets = (settings.sasl_plain_password, settings.ssl_password)
    logs.configure(settings.log_level.upper(), settings.log_format, secrets=secrets)
    with noted() as stop:
        worker.run(settings, stop)
