"""The products that the sandbox's seller sells."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class CatalogueProduct:
    """A product of the seller.

    `price` is in euros in the Marketplace's notation; `prestashop` is the lowest and the highest compatible
    PrestaShop release line.
    """

    slug: str
    id_product: int
    name: str
    type: str
    price: str
    prestashop: tuple[str, str]

    @property
    def is_free(self) -> bool:
        """Whether the product is free of charge; free products have no Business Care."""
        return float(self.price) == 0

    @property
    def pico(self) -> str:
        """The address of the product's picture."""
        return f"https://addons.prestashop.com/img/pico/{self.id_product}.jpg"


@cache
def load_catalogue() -> dict[str, CatalogueProduct]:
    """Return all products by slug."""
    text = files(__package__).joinpath("catalogue.toml").read_text(encoding="utf-8")
    return {row["slug"]: _product(row) for row in tomllib.loads(text)["product"]}


def _product(row: dict[str, object]) -> CatalogueProduct:
    fields = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return CatalogueProduct(**fields)  # type: ignore[arg-type]
