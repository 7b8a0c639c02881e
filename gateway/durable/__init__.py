"""Work that survives the process; the one place that knows the durable-execution library."""
