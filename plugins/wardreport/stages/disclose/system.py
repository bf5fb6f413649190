"""The reader's arithmetic as matrices: deviations from the true figures that agree with all that is shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from wardreport.metadata.disclosure_policy import DisclosurePolicy
from wardreport.metadata.indicators import Indicator, ValueType
from wardreport.stages.disclose.cells import Basis, Cell
from wardreport.stages.disclose.relations import Row

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
TOLERANCE = 1e-6
FAR = 4  # how many times the widest protection, or the largest amount, a figure may move in the solver
PASSES = 4


@dataclass(frozen=True, slots=True, eq=False)
class System:
    """Every unknown is how far a cell is from its true value: at 0 all rows hold.

    A set of deviations within ``down``, ``up`` and the rows is another table that a reader must hold possible.
    """

    cells: tuple[Cell, ...]
    matrix: sparse.csr_array  # rows by cells
    lower: Floats  # of rows
    upper: Floats
    wide: Flags  # rows that are sums over all units
    floor: Floats  # what everybody knows that a cell is not below, as a deviation
    down: Floats  # how far a cell could be below its true value, with regard to single rows
    up: Floats
    whole: Flags  # counts, that move by whole steps
    known: Flags  # shown before: no longer open
    scale: Floats  # what is small against the cell

    @property
    def size(self) -> int:
        """The number of cells."""
        return len(self.cells)


def build_system(
    cells: Sequence[Cell],
    rows: Sequence[Row],
    known: Collection[Cell],
    fixed: Collection[Cell],
    indicators: Mapping[str, Indicator],
    policy: DisclosurePolicy,
) -> System:
    """The system of all cells and rows, with the room that each cell has by rows of its own and of two or three.

    ``known`` are cells that were shown before, ``fixed`` others that will be shown whatever is hidden.
    """
    place = {cell: number for number, cell in enumerate(cells)}
    entries = [(r, place[cell], float(c)) for r, row in enumerate(rows) for cell, c in row.terms]
    at_row, at_cell = (np.array([entry[part] for entry in entries], dtype=np.int64) for part in (0, 1))
    factor = np.array([entry[2] for entry in entries], dtype=float)
    shape = (len(rows), len(cells))
    matrix = sparse.csr_array(sparse.coo_array((factor, (at_row, at_cell)), shape=shape))
    values = np.array([float(cell.value) for cell in cells])
    whole = np.array([indicators[c.indicator].value_type is ValueType.COUNT for c in cells], dtype=bool)
    least = np.array([_least(cell) for cell in cells], dtype=float)
    amounts = np.abs(values[~whole])
    far_amount = FAR * float(amounts.max() if amounts.size else 1)
    far = np.where(whole, FAR * max(policy.width, policy.protect_high), far_amount)
    is_known = np.array([cell in known for cell in cells], dtype=bool)
    stays = is_known | np.array([cell in fixed for cell in cells], dtype=bool)
    system = System(
        cells=tuple(cells),
        matrix=matrix,
        lower=np.array([-np.inf if row.lower is None else float(row.lower) for row in rows]),
        upper=np.array([np.inf if row.upper is None else float(row.upper) for row in rows]),
        wide=np.array([row.wide for row in rows], dtype=bool),
        floor=values - least,
        down=np.where(stays, 0.0, np.maximum(0.0, np.minimum(far, values - least))),
        up=np.where(stays, 0.0, far),
        whole=whole,
        known=is_known,
        scale=np.where(whole, 1.0, np.maximum(np.abs(values), 1.0)),
    )
    return _tightened(system)


def _least(cell: Cell) -> float:
    """A hidden figure may be nothing; the rest of a sum may be anything below that."""
    return min(0.0, float(cell.value)) if cell.basis is Basis.REST else 0.0


def _tightened(system: System) -> System:
    """Limits that follow from single rows: what a shown whole leaves to its parts, a shown neighbour to a stock."""
    m = system.matrix.tocoo()
    down, up = system.down.copy(), system.up.copy()
    for _ in range(PASSES):
        least = np.where(m.data > 0, -m.data * down[m.col], m.data * up[m.col])
        most = np.where(m.data > 0, m.data * up[m.col], -m.data * down[m.col])
        row_least = np.bincount(m.row, least, minlength=len(system.lower))
        row_most = np.bincount(m.row, most, minlength=len(system.lower))
        room_up = (system.upper[m.row] - (row_least[m.row] - least)) / np.abs(m.data)
        room_down = ((row_most[m.row] - most) - system.lower[m.row]) / np.abs(m.data)
        np.minimum.at(up, m.col, np.where(m.data > 0, room_up, room_down))
        np.minimum.at(down, m.col, np.where(m.data > 0, room_down, room_up))
        down, up = np.maximum(down, 0.0), np.maximum(up, 0.0)
        down = np.where(system.whole, np.floor(down + TOLERANCE), down)
        up = np.where(system.whole, np.floor(up + TOLERANCE), up)
    return replace(system, down=down, up=up)


def groups(system: System, free: Flags, skip_wide: bool = False) -> list[Places]:
    """The free cells in groups that no row connects; with ``skip_wide`` sums over all units do not count."""
    kept = ~system.wide if skip_wide else np.ones(len(system.wide), dtype=bool)
    matrix = system.matrix[kept][:, free]
    count, label = connected_components(_chained(matrix), directed=False)
    places = np.flatnonzero(free)
    order = np.argsort(label, kind="stable")
    cuts = np.searchsorted(label[order], np.arange(1, count))
    found = [places[part] for part in np.split(order, cuts)]
    return sorted((part for part in found if part.size), key=lambda part: int(part[0]))


def _chained(matrix: sparse.csr_array) -> sparse.csr_array:
    """Each cell of a row linked to the next one only: the same groups with fewer links."""
    same = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    next_to = same[1:] == same[:-1]
    first, second = matrix.indices[:-1][next_to], matrix.indices[1:][next_to]
    size = matrix.shape[1]
    return sparse.csr_array(sparse.coo_array((np.ones(len(first)), (first, second)), shape=(size, size)))
