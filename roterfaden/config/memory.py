"""What Python's collector of cyclic garbage has to go through."""

import gc


def settle() -> None:
    """What is loaded by now stays as long as the process does: leave it alone, and look for new cycles less often.

    A full collection goes through everything that modules, models and templates hold; in the middle of a request that
    took a quarter of a second.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
