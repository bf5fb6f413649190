"""Everything that the tests run works in the sample's office, before any module of theirs asks for its data."""

import os

os.environ["WARDREPORT_OFFICE"] = "sample/office"
