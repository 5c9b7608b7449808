"""What Beamside costs in time and memory, each figure beside its reference from the same run.

A bench is a module of this package with a function ``run()`` that returns rows. A row is a mapping with

``name``
    What was measured, in words.
``value``, ``unit``
    The result.
``reference``
    The figure it is compared with, measured in the same run or quoted from a source that the name gives;
    ``None`` where the limit stands alone.
``ratio``, ``most_ratio``
    The value in times of the reference, and what it may be at most: a promise for every machine, since a hospital's
    is not ours. Only where value and reference are the same kind of thing; the table says them first.
``limit``
    What ``value`` may be at most (or at least, where the bench says so); ``None`` where nothing was promised.
``ok``
    Whether the promise is kept.

``python -m bench`` runs them all. Speed is never judged by a test, because a busy machine is not a defect.
"""
