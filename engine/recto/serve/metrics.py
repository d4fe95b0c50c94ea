"""What is counted of a service, for Prometheus.

Requests, accepted documents and their ends enter; text in Prometheus' own form leaves. No name of a
client and none of a document is in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.process_collector import ProcessCollector

from recto.serve.outcome import Outcome

if TYPE_CHECKING:
    from recto.serve.service import Service

SECONDS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800)  # of a job, from its request to its end


class Metrics:
    """The counters of one service."""

    def __init__(self) -> None:
        self.all = CollectorRegistry()
        own = self.all
        self.requests = Counter(
            "recto_requests", "Requests answered.", ["method", "route", "status"], registry=own
        )
        self.documents = Counter("recto_documents", "Jobs ended.", ["state"], registry=own)
        self.pages = Counter("recto_pages", "Pages of ended jobs.", ["status"], registry=own)
        self.uploaded = Counter("recto_uploaded_bytes", "Bytes of accepted files.", registry=own)
        self.spent = Counter("recto_llm_usd", "US dollars spent on an LLM.", registry=own)
        self.seconds = Histogram(
            "recto_job_seconds",
            "From a job's request to its end.",
            buckets=SECONDS,
            registry=own,
        )
        self.queued = Gauge("recto_jobs_open", "Jobs that wait or are read.", registry=own)
        self.busy = Gauge("recto_workers_busy", "Workers that have a task.", registry=own)
        self.workers = Gauge("recto_workers", "Workers at most.", registry=own)
        ProcessCollector(registry=own)

    def watch(self, service: Service) -> None:
        """Take from the service what is looked at when somebody asks."""
        self.queued.set_function(lambda: len(service.live))
        self.busy.set_function(lambda: service.pool.busy)
        self.workers.set(service.pool.jobs)

    def answered(self, method: str, route: str, status: int) -> None:
        """A request."""
        self.requests.labels(method, route, str(status)).inc()

    def accepted(self, size: int) -> None:
        """A document of so many bytes."""
        self.uploaded.inc(size)

    def ended(self, outcome: Outcome, seconds: float) -> None:
        """A job."""
        self.documents.labels(outcome.state).inc()
        self.seconds.observe(seconds)
        self.spent.inc(outcome.usd)
        for status, count in outcome.told.get("status", {}).items():
            self.pages.labels(status).inc(count)

    def text(self) -> bytes:
        """All of them."""
        return generate_latest(self.all)
