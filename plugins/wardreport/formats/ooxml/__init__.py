"""Office Open XML: ``.xlsx``, ``.xlsm`` and the tables of ``.docx``."""
