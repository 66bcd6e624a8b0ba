"""A queue whose first is known: a skew heap over the rows of a table, so that any member can leave.

Order: major, minor, then identity. It is total, so neither slots nor the order of joining matter.
Source: Sleator & Tarjan (1986), Self-adjusting heaps.
"""

from govsim.engine.compiled import piece


@piece
def comes_before(nodes, one, other):
    """Whether one member comes before another."""
    a, b = nodes[one], nodes[other]
    if a.major != b.major:
        return a.major < b.major
    if a.minor != b.minor:
        return a.minor < b.minor
    if a.person != b.person:
        return a.person < b.person
    if a.arose != b.arose:
        return a.arose < b.arose
    if a.round != b.round:
        return a.round < b.round
    return a.visit < b.visit


@piece
def merged(nodes, one, other):
    """Return the first of two queues put together; -1 is an empty queue."""
    if one < 0 or (other >= 0 and comes_before(nodes, other, one)):
        one, other = other, one
    first = one
    if first >= 0:
        nodes[first].above = -1
    while other >= 0:
        node = nodes[one]
        right = node.right
        node.right = node.left
        if right >= 0 and comes_before(nodes, right, other):
            right, other = other, right
        node.left = other
        nodes[other].above = one
        one, other = other, right
    return first


@piece
def joined(nodes, first, member):
    """Return the first of a queue after a member, whose key is set, has joined."""
    node = nodes[member]
    node.left, node.right, node.above = -1, -1, -1
    return merged(nodes, first, member)


@piece
def left(nodes, first, member):
    """Return the first of a queue after a member has left."""
    node = nodes[member]
    above = node.above
    rest = merged(nodes, node.left, node.right)
    if above < 0:
        return rest
    if rest >= 0:
        nodes[rest].above = above
    if nodes[above].left == member:
        nodes[above].left = rest
    else:
        nodes[above].right = rest
    return first
