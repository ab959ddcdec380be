"""Replays: run the same code over old articles alongside the live worker, compare the results, publish them live."""
