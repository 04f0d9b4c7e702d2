"""What the domain name system says of a sender's domain."""

from collections.abc import Sequence

import dns.exception
import dns.resolver

SECONDS = 3.0


def texts(name: str, resolver: dns.resolver.Resolver | None = None) -> Sequence[str] | None:
    """The TXT records of a name; none where it has none; None where nobody answered in time."""
    asked = resolver or dns.resolver.Resolver()
    asked.lifetime = SECONDS
    try:
        answer = asked.resolve(name, "TXT")
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError):
        return None
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]
