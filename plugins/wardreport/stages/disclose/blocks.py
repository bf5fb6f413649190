"""Linear programs over some cells with all the others held at their true values.

Whatever deviation a block allows, the whole system allows: a block can prove a cell safe, and only the whole
connected group can prove it exposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import linprog

from wardreport.stages.disclose.system import Flags, Floats, Places, System

INTEGRAL = 1e-5


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Some cells of a system, and the rows that they stand in."""

    places: Places  # of its cells in the system
    equal: sparse.csr_array
    at_most: sparse.csr_array
    limits: Floats  # of the rows of at_most
    whole: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The largest value of an objective, where it is taken, and what each limit of a cell is worth to it."""

    best: float
    deviations: Floats
    worth: Floats  # > 0: the cell would have to go up; < 0: down


def cut_block(system: System, places: Places) -> Block:
    """The block of these cells."""
    columns = system.matrix[:, places]
    touched = np.flatnonzero(np.diff(columns.indptr))
    rows, lower, upper = columns[touched], system.lower[touched], system.upper[touched]
    equation = (lower == 0) & (upper == 0)
    above, below = ~equation & np.isfinite(upper), ~equation & np.isfinite(lower)
    return Block(
        places=places,
        equal=rows[equation],
        at_most=sparse.csr_array(sparse.vstack([rows[above], -rows[below]])),
        limits=np.concatenate([upper[above], -lower[below]]),
        whole=system.whole[places],
    )


def largest(block: Block, objective: Floats, down: Floats, up: Floats, whole_steps: bool = False) -> Answer:
    """The most that the objective can be within the rows and limits; counts move by whole steps if asked.

    Staying at the truth is always allowed: raises ``ArithmeticError`` where the solver finds nothing.
    """
    matrices: Any = block.at_most, block.equal  # scipy's stubs know fewer kinds of arguments than scipy takes
    limits: Any = np.column_stack([-down, up])
    steps: Any = block.whole.astype(int) if whole_steps else None
    for presolve in (not whole_steps, False):  # HiGHS's presolving was seen to lose the best whole numbers
        found = linprog(
            -objective,
            A_ub=matrices[0] if block.at_most.shape[0] else None,
            b_ub=block.limits if block.at_most.shape[0] else None,
            A_eq=matrices[1] if block.equal.shape[0] else None,
            b_eq=np.zeros(block.equal.shape[0]) if block.equal.shape[0] else None,
            bounds=limits,
            method="highs",
            integrality=steps,
            options={"presolve": presolve},
        )
        if found.status == 0 and (found.fun or 0.0) <= 0:
            break
    if found.status != 0:
        raise ArithmeticError(f"the solver of the disclosure audit gave up: status {found.status}")
    if whole_steps and float(found.fun or 0.0) > 0:  # worse than the truth: the solver's rounding
        return Answer(0.0, np.zeros(len(objective)), np.zeros(len(objective)))
    marginals = np.zeros(len(objective)) if whole_steps else found.lower.marginals + found.upper.marginals
    return Answer(-float(found.fun or 0.0), np.asarray(found.x, dtype=float), -np.asarray(marginals, dtype=float))


def is_integral(block: Block, deviations: Floats) -> bool:
    """Whether all counts moved by whole steps."""
    counts = deviations[block.whole]
    return bool((np.abs(counts - np.round(counts)) < INTEGRAL).all())


def unit_vector(size: int, place: int, sign: float) -> npt.NDArray[np.float64]:
    """An objective that looks at one cell only."""
    vector = np.zeros(size)
    vector[place] = sign
    return vector
