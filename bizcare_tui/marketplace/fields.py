"""Fields of the Seller API's rows that come in several shapes: cover, quantity, author, attachments."""

from __future__ import annotations

from bizcare_tui.domain.text import safe_line
from bizcare_tui.domain.threads import Author
from bizcare_tui.domain.words import fold_line
from bizcare_tui.marketplace.values import Row, count, line, whole

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


def cover(zen: object) -> tuple[int | None, bool]:
    """The days left of the cover, and whether it was told: no `zen` tells that there is no cover."""
    if zen is None:
        return None, True
    days_left = whole(zen.get("nb_days_left")) if isinstance(zen, dict) else None
    if days_left is None or abs(days_left) > _MOST_DAYS:
        return None, False
    return days_left, True


def quantity(value: object, depth: int = 0) -> int | None:
    """The quantity, which comes nested; None where it is not clear which number it is."""
    match value:
        case dict() if depth < 4:
            named = [value[name] for name in ("quantity", "product_quantity", "qty") if name in value]
            inner = named or (list(value.values()) if len(value) == 1 else [])
        case list() if depth < 4 and len(value) == 1:
            inner = value
        case _:
            return count(value)
    return quantity(inner[0], depth + 1) if inner else None


def author(raw: Row) -> tuple[Author, str]:
    """The role and the name that the row tells of its author."""
    employee, customer = line(raw.get("employee_name")), line(raw.get("customer_name"))
    told = raw.get("author")
    names = [line(raw.get("name"))]
    roles: list[object] = [told, raw.get("name")]
    if isinstance(told, dict):
        roles = [told.get(field) for field in ("role", "type", "author", "name")]
        names.insert(0, line(told.get("name")))
    else:
        names.insert(0, line(told) if isinstance(told, str) else "")
    role = next((found for each in roles if (found := _role(each)) is not None), None)
    name = next((each for each in names if each and _role(each) is None), "")
    if role is not None:
        return role, name or _named(role, employee, customer)
    if employee and name in ("", employee):
        # PrestaShop's own people are employees too; which names are theirs is decided elsewhere.
        return (Author.UNKNOWN if "prestashop" in fold_line(employee) else Author.SELLER), employee
    if customer and name in ("", customer):
        return Author.CUSTOMER, customer
    return Author.UNKNOWN, name


def _role(value: object) -> Author | None:
    return _ROLE_OF.get(fold_line(value)) if isinstance(value, str) and len(value) < 40 else None


def _named(role: Author, employee: str, customer: str) -> str:
    return {Author.CUSTOMER: customer, Author.SELLER: employee}.get(role, "")


def attachments(raw: Row) -> tuple[str, ...] | None:
    """The names of the attached files; None where the row does not tell whether there are any."""
    told = next(
        (raw[name] for name in ("attachments", "attachment", "files") if raw.get(name) is not None), None
    )
    match told:
        case None:
            return None
        case dict() if not _file_name(told):
            files = list(told.values())
        case list():
            files = told
        case _:
            files = [told]
    return tuple(name for name in map(_file_name, files) if name)


def _file_name(value: object) -> str:
    if isinstance(value, dict):
        fields = ("name", "file_name", "filename", "original_name", "file", "url")
        value = next((value[field] for field in fields if isinstance(value.get(field), str)), "")
    if not isinstance(value, str):
        return ""
    return safe_line(value.rstrip("/\\").replace("\\", "/").rpartition("/")[2])
