"""Parse fields of Seller API rows that have several shapes: cover, quantity, author, attachments."""

from __future__ import annotations

from urllib.parse import unquote

from bizcare_tui.domain.entities import decoded
from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.text_folding import fold_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.marketplace.row_values import RawRow, parse_count, parse_int, parse_line

_MOST_DAYS = 100_000

_ROLES = {
    Author.CUSTOMER: "customer client cliente kunde kundin klient klientka buyer acheteur comprador"
    " acquirente kaufer kupujacy",
    Author.SELLER: "seller vendor vendeur vendedor venditore verkaufer sprzedawca sprzedajacy developer"
    " developpeur desarrollador sviluppatore entwickler contributor contributeur partner merchant",
    Author.MARKETPLACE: "prestashop addons marketplace moderator moderateur moderador moderatore moderation"
    " system systeme sistema admin administrator",
}
_ROLE_OF = {word: role for role, words in _ROLES.items() for word in words.split()}


def parse_cover(zen: object) -> tuple[int | None, bool]:
    """Return the remaining days of cover, and whether the cover was reported.

    A missing `zen` field reports that there is no cover: (None, True). An unreadable one gives (None, False).
    """
    if zen is None:
        return None, True
    days_left = parse_int(zen.get("nb_days_left")) if isinstance(zen, dict) else None
    if days_left is None or abs(days_left) > _MOST_DAYS:
        return None, False
    return days_left, True


def parse_quantity(value: object, depth: int = 0) -> int | None:
    """Return the quantity, which may be nested; None if it is ambiguous which number it is."""
    match value:
        case dict() if depth < 4:
            named = [value[name] for name in ("quantity", "product_quantity", "qty") if name in value]
            inner = named or (list(value.values()) if len(value) == 1 else [])
        case list() if depth < 4 and len(value) == 1:
            inner = value
        case _:
            return parse_count(value)
    return parse_quantity(inner[0], depth + 1) if inner else None


def parse_author(raw: RawRow) -> tuple[Author, str]:
    """Return the role and the name of the author that a row reports."""
    employee, customer = parse_line(raw.get("employee_name")), parse_line(raw.get("customer_name"))
    reported = raw.get("author")
    names = [parse_line(raw.get("name"))]
    roles: list[object] = [reported, raw.get("name")]
    if isinstance(reported, dict):
        roles = [reported.get(field) for field in ("role", "type", "author", "name")]
        names.insert(0, parse_line(reported.get("name")))
    else:
        names.insert(0, parse_line(reported) if isinstance(reported, str) else "")
    role = next((found for each in roles if (found := _role(each)) is not None), None)
    name = next((each for each in names if each and _role(each) is None), "")
    if role is not None:
        return role, name or _name_for_role(role, employee, customer)
    if employee and name in ("", employee):
        # PrestaShop's staff are employees too; `domain.authorship` decides which names are theirs.
        return (Author.UNKNOWN if "prestashop" in fold_line(employee) else Author.SELLER), employee
    if customer and name in ("", customer):
        return Author.CUSTOMER, customer
    return Author.UNKNOWN, name


def _role(value: object) -> Author | None:
    return _ROLE_OF.get(fold_line(value)) if isinstance(value, str) and len(value) < 40 else None


def _name_for_role(role: Author, employee: str, customer: str) -> str:
    return {Author.CUSTOMER: customer, Author.SELLER: employee}.get(role, "")


def parse_attachments(raw: RawRow) -> tuple[str, ...] | None:
    """Return the names of the attached files; None if the row does not report them, or reports only a number.

    A positive number, `true`, or files without names mean that there are some, but not which. If only some
    files have names, the names of the others are empty strings.
    """
    reported = next(
        (raw[name] for name in ("attachments", "attachment", "files") if raw.get(name) is not None), None
    )
    match reported:
        case None | True:
            return None
        case str() | int() | float() if parse_int(reported or 0) is not None:
            return None if parse_int(reported or 0) else ()
        case dict() if not _file_name(reported):
            files = list(reported.values())
        case list():
            files = reported
        case _:
            files = [reported]
    names = tuple(_file_name(file) for file in files if file not in (None, "", 0, "0", False, [], {}))
    return None if names and not any(names) else names


def _file_name(value: object) -> str:
    if isinstance(value, dict):
        fields = ("name", "file_name", "filename", "original_name", "file", "url")
        value = next((value[field] for field in fields if isinstance(value.get(field), str)), "")
    if not isinstance(value, str):
        return ""
    name = decoded(decoded(value))
    if "://" in name:
        name = unquote(name.partition("?")[0])
    # A number alone is the id of a file, not its name.
    name = safe_line(name.rstrip("/\\").replace("\\", "/").rpartition("/")[2])
    return "" if name.isdecimal() else name
