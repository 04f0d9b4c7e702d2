"""Events -> human, machine or unknown."""
