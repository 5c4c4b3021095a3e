"""Long work: it runs beside the pages, piece by piece, and says how far it is.

A module that has long work registers a :class:`~roterfaden.jobs.kinds.Kind` in its ``AppConfig.ready`` and starts it
with :func:`~roterfaden.jobs.actions.start_job`. The door:

* :mod:`kinds`: what a kind of job is, and what one piece of it tells;
* :mod:`actions`: start, cancel;
* :mod:`showing`: the job as the page shows it on which it was started (``jobs/box.html``);
* :mod:`working`: working off, for ``manage work`` and tests.

The table is the queue: a piece, its progress and the state of its job are one transaction, so that whatever interrupts
the work leaves nothing to be put in order. PostgreSQL queues as packages (procrastinate) take a job and report its end
in transactions of their own, beside the work, and know neither owner nor progress nor row-level security: each job
would have stood in two tables whose states have to be kept together.
"""
