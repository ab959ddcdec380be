"""What an article says beyond its header: who speaks, what it is about. Pure."""
