"""What an archive did as OpenTelemetry spans: one for each question and refresh, and one within it for each stage.

Needs the extra `traces`. Where spans go, how many and under which name, OpenTelemetry reads from its own variables
(OTEL_*). No span holds a text, a file's name or a reader.
"""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Final

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode, set_span_in_context

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor

    from qa.telemetry import Activity

PARTING_SECONDS: Final = 3.0
"""How long spans that are still to be sent may keep a process that ends."""


class Traces:
    """Spans of what archives did, sent in the background; a process has one."""

    def __init__(self, processor: SpanProcessor | None = None) -> None:
        """Send to where OTEL_EXPORTER_OTLP_ENDPOINT says; `processor` stands in for that."""
        resource = Resource.create()
        if str(resource.attributes[SERVICE_NAME]).startswith("unknown_service"):
            resource = resource.merge(Resource({SERVICE_NAME: "onrecord"}))
        # Not the global one: libraries that trace themselves shall not begin to send because we do.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(processor or BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("onrecord")
        # Made now: a process that ends can make no thread any more.
        self._closing = threading.Event()
        self._last = threading.Thread(target=self._close, name="traces", daemon=True)
        self._last.start()

    def listen(self, activity: Activity) -> None:
        """Make the spans of one thing that the archive did, with the times that it took, under the caller's span."""
        ended = time.time_ns()
        at = began = ended - _ns(activity.seconds)
        told = {"outcome": activity.outcome, "generation": activity.generation, **activity.facts}
        attributes = {f"onrecord.{name}": value for name, value in told.items()}
        span = self._tracer.start_span(activity.kind, start_time=began, attributes=attributes)
        within = set_span_in_context(span)
        for name, seconds in activity.stages:
            stage = self._tracer.start_span(name, within, start_time=at)
            at += _ns(seconds)
            stage.end(at)
        if activity.outcome == "failed":
            span.set_status(Status(StatusCode.ERROR, type(activity.error).__name__))
        span.end(ended)

    def close(self) -> None:
        """Send what is still to be sent, but not for longer than `PARTING_SECONDS`."""
        self._closing.set()
        self._last.join(PARTING_SECONDS)

    def _close(self) -> None:
        self._closing.wait()
        self._provider.shutdown()


def _ns(seconds: float) -> int:
    return int(seconds * 1_000_000_000)
