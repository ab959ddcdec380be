"""Newswire: raw wire articles in, one canonical version of each story out."""
