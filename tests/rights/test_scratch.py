import time, pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
pytestmark = pytest.mark.django_db
def test_x():
    from tests.world import make_world
    from roterfaden.rights.information import gather
    w = make_world()
    t=time.time()
    with CaptureQueriesContext(connection) as q:
        i = gather(w.case.client)
    print(time.time()-t, len(q))
    for p in i.parts:
        print("##", p.title)
        for r in p.records[:2]:
            print("  -", r.title)
            for it in r.items: print("     ", it.label, "=", [v.shown for v in it.values] or [(a,b.shown) for a,b in it.lines])
    for c in i.changes: print(c)
    print(i.recipients)
