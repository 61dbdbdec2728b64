"""What of an address tells networks apart, so that nobody has a thousand of them."""

import ipaddress


def network(address: str) -> str:
    """All of an IPv4 address, the first 64 bits of IPv6: what one household or school has.

    IPv4 written as IPv6 is IPv4. What is no address stands for itself: all of it share one.
    """
    if ":" not in address:
        return address
    bare = address.partition("%")[0]
    try:
        found = ipaddress.IPv6Address(bare)
    except ValueError:
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, 64), strict=False))
