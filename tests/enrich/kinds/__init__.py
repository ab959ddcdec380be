"""Texts of our own in the manner of twenty kinds of news copy, labelled by hand: see `__main__`."""
