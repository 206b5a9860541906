"""Questions: named, titled, parametrised SELECTs, one ``.sql`` each, answered as an ``Answer``."""

from etl.questions.answer import Answer, Snapshot, ask, ask_windows, questions

__all__ = ["Answer", "Snapshot", "ask", "ask_windows", "questions"]
