"""An archive in files, folded on all cores without Kafka."""
