"""The use cases: load, settle, decide, save. They know no table and no header."""

from .catalogue import exam_types
from .exams import ExamService
from .overview import OverviewService

__all__ = ["ExamService", "OverviewService", "exam_types"]
