"""The database an analysis is handed: a connection in which the records are a table or view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from parallaxe.vocabulary.errors import UnknownFormatError

if TYPE_CHECKING:
    import duckdb


def arrow(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    """Result of a query as an Arrow table, without a copy."""
    return connection.sql(query).to_arrow_table()


def require_columns(connection: duckdb.DuckDBPyConnection, view: str, wanted: Sequence[str]) -> list[str]:
    """Names of a view's columns.

    Raises:
        UnknownFormatError: it lacks one of ``wanted``, or one of these holds lists or records; named.
    """
    described = connection.execute(f'DESCRIBE "{view}"').fetchall()
    found = [row[0] for row in described]
    if missing := [name for name in wanted if name not in found]:
        raise UnknownFormatError(
            f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
            where=view,
            mend=f"It needs {', '.join(wanted)} and may have cluster; it has {', '.join(found)}.",
        )
    for name, kind, *_ in described:
        if name in wanted and (kind.endswith("]") or kind.startswith(("STRUCT", "MAP", "UNION"))):
            raise UnknownFormatError(
                f"cells are of type {kind}", where=f"{view}, column {name}", mend="Write one text or number a cell."
            )
    return found


def name_of(cell: Any) -> str:
    """A cell as a name: whole numbers without a point, bytes as UTF-8."""
    if isinstance(cell, bytes):
        return cell.decode("utf-8", "replace")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
