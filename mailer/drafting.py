"""PressRelease -> Campaign."""
