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


def receives(domain: str, resolver: dns.resolver.Resolver | None = None) -> bool | None:
    """Whether mail to the domain has somewhere to go: an MX record that isn't the null one (RFC 7505),
    or else an address (RFC 5321, 5.1). None where nobody answered in time."""
    asked = resolver or dns.resolver.Resolver()
    asked.lifetime = SECONDS
    try:
        found = asked.resolve(domain, "MX")
    except dns.resolver.NXDOMAIN:
        return False
    except dns.resolver.NoAnswer:
        return _has_address(domain, asked)
    except (dns.exception.DNSException, OSError):
        return None
    return any(str(record.exchange) != "." for record in found)


def _has_address(domain: str, asked: dns.resolver.Resolver) -> bool | None:
    try:
        return bool(asked.resolve_name(domain))
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return False
    except (dns.exception.DNSException, OSError):
        return None
