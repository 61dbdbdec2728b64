"""What of an address tells networks apart, so that nobody has a thousand of them."""

import ipaddress

HOUSEHOLD, SITE = 64, 48  # first bits of IPv6: what one connection has, what one customer may have


def network(address: str) -> str:
    """All of an IPv4 address, the first 64 bits of IPv6: what one household or school has.

    IPv4 written as IPv6 is IPv4. What is no address stands for itself: all of it share one.
    """
    return _first(address, HOUSEHOLD)


def site(address: str) -> str:
    """The same, wider: 48 bits of IPv6, so that nobody has 65,536 networks by renting one machine.

    Addresses of IPv4 are few by themselves.
    """
    return _first(address, SITE)


def _first(address: str, bits: int) -> str:
    if ":" not in address:
        return address
    bare = address.partition("%")[0]
    try:
        found = ipaddress.IPv6Address(bare)
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, bits), strict=False))
