"""The model that writes: opened when it is first needed, kept while the archive is open.

What it writes is judged elsewhere (`qa.generate`); without a model set, nothing that writing needs is imported.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from string import Template
from typing import TYPE_CHECKING

import prompts
from qa.composed import Composed
from qa.errors import ModelError, ModelMissing, ModelTooSlow, SettingsError
from qa.models.request import never
from qa.types import Citation, Claim

if TYPE_CHECKING:
    from qa.models import ChatModel
    from qa.settings import Settings


class Writer:
    """The model that the settings name, opened when it is first needed. Safe to use from several threads."""

    def __init__(self, settings: Settings) -> None:
        """Check the wordings, so that a bad one fails before a question is asked; raise SettingsError where one is."""
        self._settings = settings
        self._lock = threading.Lock()
        self._opening: Future[ChatModel] | None = None
        self.wordings: Mapping[str, Template] = {}
        if self.is_wanted:
            try:
                self.wordings = prompts.load_for_models(settings.prompts_dir)
            except prompts.PromptError as error:
                raise SettingsError(f"the setting prompts_dir (ONRECORD_PROMPTS): {error}") from error

    @property
    def is_wanted(self) -> bool:
        """Return whether a model is to write at all."""
        return self._settings.model != "none"

    def open(self, seconds: float | None = None) -> ChatModel:
        """Return the model, ready to be asked, within `seconds`, or the time that a whole answer has.

        Raises `ModelError` where it can't be opened, each time with the first failure's words, and `ModelTooSlow` where
        it is not ready yet.
        """
        with self._lock:
            if self._opening is None:
                self._opening = Future()
                # A daemon: a process that ends does not wait for a model that nobody waits for.
                threading.Thread(target=_open, args=(self._settings, self._opening), daemon=True).start()
            opening = self._opening
        try:
            return opening.result(self._settings.model_timeout if seconds is None else max(seconds, 0.0))
        except FutureTimeout:
            raise ModelTooSlow(f"{self._settings.model} is still being loaded: ask again in a moment") from None

    def close(self) -> None:
        """Let go of the model; it is opened again when it is needed again."""
        with self._lock:
            self._opening = None

    def compose(
        self, question: str, citations: Sequence[Citation], deadline: float, stopped: Callable[[], bool] = never
    ) -> Generator[Claim | Composed]:
        """Return what `qa.generate.compose` yields, with this model and its wordings."""
        from qa.generate import compose

        return compose(self.open, self.wordings, question, citations, deadline, stopped)


def _open(settings: Settings, opening: Future[ChatModel]) -> None:
    """Open the model and load what it needs, in a thread of its own, for that can take longer than an answer may."""
    from qa.models import open_model

    try:
        model = open_model(settings)
        if model is None:
            raise ModelMissing("no language model is set: set ONRECORD_MODEL")
        model.prepare()
        opening.set_result(model)
    except (ModelError, SettingsError) as error:
        opening.set_exception(error if isinstance(error, ModelError) else ModelError(str(error)))
    finally:
        if not opening.done():
            opening.set_exception(ModelError(f"{settings.model} could not be opened"))
