"""Wires with their stories, written by hand."""
