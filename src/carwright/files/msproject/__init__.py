"""Microsoft Project's XML (MSPDI), so that a launch manager keeps her plan.

Read and written is what a programme knows: tasks with durations, links with lags, constraints,
deadlines, actual dates, outline. The format is described by Microsoft ("Project XML Data
Interchange Schema Reference"). No library is used: the maintained one, MPXJ, needs Java.
"""

from carwright.files.msproject.reading import Plan, read_project
from carwright.files.msproject.writing import project_xml, write_project

__all__ = ["Plan", "project_xml", "read_project", "write_project"]
