"""Every write to goods and metal prices, one function a verb."""

from parure.catalog.operations.goods import change_piece, change_style, create_piece, create_style
from parure.catalog.operations.prices import set_metal_prices

__all__ = ["change_piece", "change_style", "create_piece", "create_style", "set_metal_prices"]
