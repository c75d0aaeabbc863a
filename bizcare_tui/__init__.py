"""bizcare: a terminal inbox for PrestaShop Marketplace sellers who answer Business Care tickets."""

__version__ = "0.1.0"
