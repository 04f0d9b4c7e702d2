"""What we talk about: plain, frozen values. No input, no output, no clock."""
