"""Templates of HTML pages that open offline: every text is escaped, a name that a template does not know is an error.

They lie in a folder of the package that fills them, with the page's looks beside.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def templates(package: str, folder: str, **filters: Callable[..., Any]) -> Environment:
    """The templates in a folder of a package, with filters of their own."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader(package, folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= filters
    return environment
