"""Environment and mailer.toml, read once."""
