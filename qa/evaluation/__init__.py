"""Measure an archive's answers against a user's own questions.

`questions` reads the rows, `expected` finds their lines in the archive, `judge` judges one answer, `figures` sums up,
`compare` sets two runs side by side, `run` does it all; `table` and `page` print the result. Nothing here changes
how anything is answered.
"""

from qa.evaluation.compare import Comparison, Difference, compare
from qa.evaluation.figures import FIGURES, MEASURES, Share, Summary
from qa.evaluation.judge import DEPTHS, Outcome
from qa.evaluation.run import Evaluation, evaluate, read_evaluation

__all__ = [
    "DEPTHS",
    "FIGURES",
    "MEASURES",
    "Comparison",
    "Difference",
    "Evaluation",
    "Outcome",
    "Share",
    "Summary",
    "compare",
    "evaluate",
    "read_evaluation",
]
