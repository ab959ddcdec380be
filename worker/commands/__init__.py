"""The commands of `newswire`, one file each, with a click command named `command`; `worker.cli` lists them."""
