"""What looks at the world for the checks. Parts never import one another; what they share stands here."""

import ipaddress

Number = ipaddress.IPv4Address | ipaddress.IPv6Address


def is_public(number: Number) -> bool:
    """Whether a number belongs to the public web; numbers wrapped in others are judged by the inner one."""
    if isinstance(number, ipaddress.IPv6Address):
        if number.ipv4_mapped is not None:
            return is_public(number.ipv4_mapped)
        if number in _NAT64:
            return is_public(ipaddress.IPv4Address(int(number) & 0xFFFFFFFF))
        if number.sixtofour is not None or number.teredo is not None or number.is_site_local:
            return False
        if int(number) < 2**32:
            return False
    return number.is_global and not (number.is_multicast or number.is_reserved)


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
