"""What is written of a story and to which streams: its JSON, ninjs, copies by topic, source or speaker."""
