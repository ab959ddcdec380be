"""The commands of `newswire`, one file each. A file holds one click command named `command`; `worker.cli` lists them."""
