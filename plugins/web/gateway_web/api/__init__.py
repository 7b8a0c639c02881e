"""The HTTP API: what people do by talking, programs do here."""
