"""Logs tell that something went wrong and where, never what somebody wrote."""

from __future__ import annotations

import logging


class NoContent(logging.Filter):
    """Drops the values of a traceback and the request: exception texts can quote what was typed."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and record.exc_info[1] is not None:
            record.msg = f"{record.name}: {_where(record.exc_info[1])}"
            record.args = ()
            record.exc_info = None
            record.exc_text = None
        elif record.name.startswith("django"):
            record.msg, record.args = str(record.msg).split("%", 1)[0].strip(" (:"), ()
        return True


def _where(error: BaseException) -> str:
    """The kind of error and the lines it passed through, without its words."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        lines.append(f"{code.co_filename.rsplit('/src/', 1)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' > '.join(lines[-6:])}"
