"""What an archive did, counted for Prometheus, and where its index stands; nothing of any text, file or reader.

Needs the extra `metrics`. Nothing here listens on a port: the page serves `exposition`, where that is switched on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING, Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from qa.errors import OnrecordError
from qa.telemetry import OUTCOMES, Kind

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

    from qa.archive import Archive
    from qa.telemetry import Activity

BUCKETS: Final[Mapping[Kind, tuple[float, ...]]] = {
    "question": (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
    "refresh": (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1_800.0, 7_200.0, 36_000.0),
}


class Metrics:
    """The counts of one archive, in a registry of their own; safe to use from several threads."""

    def __init__(self, archive: Archive) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # a server that watches knows when each began
        self._registry = to = CollectorRegistry()
        self._ended = {
            "question": Counter("onrecord_questions", "Questions, by how they ended.", ["outcome"], registry=to),
            "refresh": Counter("onrecord_refreshes", "Refreshes, by how they ended.", ["outcome"], registry=to),
        }
        for kind, outcomes in OUTCOMES.items():
            for outcome in outcomes:
                self._ended[kind].labels(outcome)  # a rate needs the 0 from which it rises
        self._seconds = {
            "question": _timed("question", "Seconds that questions took, where they came to an answer or to none.", to),
            "refresh": _timed("refresh", "Seconds that refreshes took.", to),
        }
        told = "Seconds that such questions spent in each stage."
        buckets = (0.001, 0.0025, *BUCKETS["question"])
        self._stages = Histogram("onrecord_stage_seconds", told, ["stage"], buckets=buckets, registry=to)
        Gauge("onrecord_info", "Which version serves.", ["version"], registry=to).labels(version("onrecord")).set(1)
        to.register(_Standing(archive))
        ProcessCollector(registry=to)  # memory, processor time, open files, where /proc tells them

    def listen(self, activity: Activity) -> None:
        """Count one thing that the archive did; how long it took, only where it came to its own end."""
        self._ended[activity.kind].labels(activity.outcome).inc()
        if activity.outcome in ("answered", "not_found", "done"):
            self._seconds[activity.kind].observe(activity.seconds)
            if activity.kind == "question":
                for name, seconds in activity.stages:
                    self._stages.labels(name).observe(seconds)

    def exposition(self) -> bytes:
        """Return everything in Prometheus's text format 0.0.4; looks into the index's catalog."""
        return generate_latest(self._registry)


def _timed(kind: Kind, told: str, registry: CollectorRegistry) -> Histogram:
    return Histogram(f"onrecord_{kind}_seconds", told, buckets=BUCKETS[kind], registry=registry)


class _Standing(Collector):
    """Where the index stands that this process answers from, looked up each time it is asked."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def describe(self) -> Iterator[Metric]:
        """Yield nothing: so a registry asks no index while it is made."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """Yield what the published generation counts; only that it is down, where it can't be read."""
        up = "Whether questions can be answered: 1, or 0."
        try:
            snapshot = self._archive.snapshot()
        except OnrecordError:
            yield GaugeMetricFamily("onrecord_index_up", up, 0)
            return
        live = snapshot.generation
        yield GaugeMetricFamily("onrecord_index_up", up, 1)
        yield GaugeMetricFamily("onrecord_generation", "The published state that is answered from.", live.number)
        yield GaugeMetricFamily("onrecord_articles", "Articles in it.", live.articles)
        yield GaugeMetricFamily("onrecord_passages", "Passages in it.", live.passages)
        yield GaugeMetricFamily("onrecord_sentences", "Sentences in it.", live.sentences)
        yield GaugeMetricFamily("onrecord_failed_files", "Files that could not be indexed.", len(live.failed))
        yield GaugeMetricFamily(
            "onrecord_troubles", "Parts of the index that are done without.", len(snapshot.troubles)
        )
