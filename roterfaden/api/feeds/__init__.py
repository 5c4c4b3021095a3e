"""Taking offers over from another directory that speaks HSDS 3.0.

``fetching`` brings the bytes, ``reading`` makes offers of them or says in German why not, ``comparing`` tells what is
new, changed, as before or gone, and ``actions`` takes over what somebody confirmed. Fetching and taking over are
``jobs``.
"""
