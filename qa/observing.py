"""Have an archive's questions and refreshes logged, traced and counted, as far as the settings ask for it.

It decides who listens. What happens is told by `qa.telemetry`; nothing is imported that is not switched on.
"""

from __future__ import annotations

import atexit
import logging
from functools import cache
from typing import TYPE_CHECKING

from qa.errors import SettingsError
from qa.settings import NO_LOG, Settings, traces_wanted

if TYPE_CHECKING:
    from qa.archive import Archive
    from qa.metrics import Metrics
    from qa.traces import Traces

log = logging.getLogger(__name__)


def observe(archive: Archive) -> None:
    """Have what `archive` does logged, and sent as traces; its settings, and OpenTelemetry's own, say whether."""
    settings = archive.settings
    begin_logs(settings)
    if settings.log != NO_LOG:
        from qa.logs import activity_log

        archive.listen(activity_log(texts=settings.log_texts))
    if traces_wanted() and (traces := _traces()) is not None:
        archive.listen(traces.listen)


def open_metrics(archive: Archive) -> Metrics | None:
    """Return what counts what `archive` does from now on; None where its settings don't ask for it.

    Raises `SettingsError` where they do and the extra `metrics` is not installed.
    """
    if not archive.settings.metrics:
        return None
    try:
        from qa.metrics import Metrics
    except ModuleNotFoundError as error:
        if error.name != "prometheus_client":
            raise
        raise SettingsError(
            "ONRECORD_METRICS needs the package prometheus-client: pip install 'onrecord[metrics]'"
        ) from error
    metrics = Metrics(archive)
    archive.listen(metrics.listen)
    return metrics


def begin_logs(settings: Settings) -> None:
    """Write log lines from now on, where `settings` ask for it."""
    if settings.log != NO_LOG:
        from qa.logs import write_logs

        write_logs(settings)


@cache
def _traces() -> Traces | None:
    """Return what sends this process's traces; None, with a warning, where that is missing: others may be meant."""
    try:
        from qa.traces import Traces
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("opentelemetry"):
            raise
        log.warning("OTEL_EXPORTER_OTLP_ENDPOINT is set, and no traces are sent: pip install 'onrecord[traces]'")
        return None
    traces = Traces()
    atexit.register(traces.close)
    return traces
