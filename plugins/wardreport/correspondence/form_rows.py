"""The data rows of a unit's form: whose each is, and what its cell takes (docs/design/documents.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wardreport.metadata.catalogue import Metadata
from wardreport.metadata.form_versions import FormRow, FormVersion, RowKind
from wardreport.metadata.indicators import Indicator, ValueType
from wardreport.metadata.units import Role
from wardreport.writing.written_figures import NIL, NO, YES

_COMPANION = "(ghi rõ"  # what follows on such a label is the unit's own words


class Standing(StrEnum):
    """Whose a row is for the unit that fills in the form."""

    OWN = "own"
    SHARED = "shared"  # may be filled in, is never added
    OTHER = "other"
    DERIVED = "derived"  # a percentage that the system computes
    RETURNED = "returned"  # another's row on which the unit wrote something: open, so that it can take it out


OPEN = frozenset({Standing.OWN, Standing.SHARED, Standing.RETURNED})


@dataclass(frozen=True, slots=True)
class InputRow:
    """One data row in the sheet. Its cell takes the row's first measure: in a ``Người %`` row, the count."""

    row: FormRow
    number: int  # in the sheet, from 1
    indicator: Indicator
    standing: Standing

    @property
    def cell(self) -> str:
        """The address of the figure in its own sheet."""
        return f"C{self.number}"

    @property
    def names_itself(self) -> bool:
        """Whether the unit has to write into the label what "other" is (rule.companion_text)."""
        return self.standing is Standing.OWN and _COMPANION in self.row.label.casefold()


def input_rows(
    form: FormVersion, role: Role, metadata: Metadata, head_row: int, returned: frozenset[str]
) -> Mapping[str, InputRow]:
    """By indicator the data row that it stands on, where the form's first row is ``head_row + 1``."""
    rows = {}
    for row in form.rows:
        if row.kind is not RowKind.DATA:
            continue
        indicator = metadata.indicators[row.indicators[0]]
        standing = _standing(indicator, role)
        if standing is Standing.OTHER and not returned.isdisjoint(row.indicators):
            standing = Standing.RETURNED
        place = InputRow(row, head_row + row.row, indicator, standing)
        rows.update(dict.fromkeys(row.indicators, place))
    return rows


def _standing(indicator: Indicator, role: Role) -> Standing:
    if indicator.derived:
        return Standing.DERIVED
    if role in indicator.owner:
        return Standing.OWN
    return Standing.SHARED if role in indicator.shared_with else Standing.OTHER


def right_type(place: InputRow) -> str:
    """A formula, without ``=``, that is true where the cell holds what the row takes; ``-`` always."""
    cell = place.cell
    match place.indicator.value_type:
        case ValueType.YESNO:
            return f'OR({cell}="{YES}",{cell}="{NO}",{cell}="{NIL}")'
        case ValueType.COUNT:
            # not all in one AND: it would look for the whole part of a text and end in an error
            return f'IF(ISNUMBER({cell}),AND({cell}>=0,{cell}=INT({cell})),{cell}="{NIL}")'
        case _:
            return f'IF(ISNUMBER({cell}),{cell}>=0,{cell}="{NIL}")'


def add_validations(sheet: Worksheet, rows: Mapping[str, InputRow]) -> None:
    """Adds what every figure's cell takes, with its Vietnamese prompt and error message."""
    locked = {Standing.OTHER: _note(_OTHER_TITLE, _OTHER_PROMPT), Standing.DERIVED: _note(_OTHER_TITLE, _DERIVED)}
    for place in dict.fromkeys(rows.values()):
        if place.standing in locked:
            locked[place.standing].add(place.cell)
            continue
        # one for each cell: programs differ in how they shift a formula over cells that are apart
        validation = _returned(place) if place.standing is Standing.RETURNED else _input(place)
        validation.add(place.cell)
        sheet.add_data_validation(validation)
        if place.names_itself:
            sheet.add_data_validation(_companion(place))
    for validation in locked.values():
        if validation.sqref:
            sheet.add_data_validation(validation)


_OTHER_TITLE = "Không phải điền"
_OTHER_PROMPT = 'Dòng này do đơn vị khác báo cáo. Giữ nguyên dấu "-".'
_DERIVED = 'Tỷ lệ do hệ thống tự tính. Giữ nguyên dấu "-".'
_INPUTS = {  # by type: title, prompt, error
    ValueType.COUNT: (
        "Số đếm",
        'Ghi số nguyên, ví dụ 12. Không phát sinh ghi "-".',
        'Ô này chỉ nhận số nguyên từ 0 trở lên, hoặc dấu "-" nếu không phát sinh. Không ghi kèm chữ.',
    ),
    ValueType.MONEY: (
        "Số tiền (triệu đồng)",
        'Ghi số tiền theo triệu đồng, không ghi kèm chữ. Không phát sinh ghi "-".',
        'Ô này chỉ nhận số tiền từ 0 trở lên (triệu đồng), hoặc dấu "-" nếu không phát sinh.',
    ),
    ValueType.YESNO: (
        "Có hoặc Không",
        'Chọn "Có" hoặc "Không" trong danh sách; không phát sinh chọn "-".',
        'Ô này chỉ nhận "Có", "Không" hoặc dấu "-".',
    ),
}
_SHARED = 'Ghi số do đơn vị tự tổ chức. Không tổ chức thì giữ dấu "-".'
_PAIR = 'Chỉ ghi số người; tỷ lệ % do hệ thống tự tính. Không phát sinh ghi "-".'


def _input(place: InputRow) -> DataValidation:
    title, prompt, error = _INPUTS[place.indicator.value_type]
    if place.standing is Standing.SHARED:
        prompt = _SHARED
    elif len(place.row.indicators) > 1:
        prompt = _PAIR
    if place.indicator.value_type is ValueType.YESNO:
        return _refusing("list", f'"{YES},{NO},{NIL}"', title, prompt, error)
    return _refusing("custom", right_type(place), title, prompt, error)


def _returned(place: InputRow) -> DataValidation:
    prompt = 'Dòng này không thuộc phần việc của đơn vị. Đề nghị thay bằng dấu "-".'
    nothing = f'IF(ISNUMBER({place.cell}),{place.cell}=0,{place.cell}="{NIL}")'
    return _refusing("custom", nothing, "Dòng của đơn vị khác", prompt, prompt)


def _companion(place: InputRow) -> DataValidation:
    cell = f"A{place.number}"
    begin = place.row.label[: place.row.label.casefold().index(_COMPANION) + len(_COMPANION)]
    prompt = "Nếu có, ghi rõ tên thay cho dấu chấm trong ngoặc. Không xóa phần đầu của dòng."
    validation = _refusing("custom", f'LEFT({cell},{len(begin)})="{begin}"', "Ghi rõ", prompt, prompt)
    validation.add(cell)
    return validation


def _refusing(kind: Literal["list", "custom"], formula: str, title: str, prompt: str, error: str) -> DataValidation:
    validation = DataValidation(type=kind, formula1=formula, allow_blank=True, errorStyle="stop")
    validation.showInputMessage = validation.showErrorMessage = True
    validation.promptTitle, validation.prompt = title, prompt
    validation.errorTitle, validation.error = "Chưa đúng", error
    return validation


def _note(title: str, prompt: str) -> DataValidation:
    return DataValidation(promptTitle=title, prompt=prompt, showInputMessage=True)
