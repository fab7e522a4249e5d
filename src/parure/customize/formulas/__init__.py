"""Formulas of computed fields: a small language of its own, read here and never handed to Python.

    round(total_spent / order_count)        if(order_count > 3, "regular", "new")
    days_between(last_visit_on, today())    concat(name, " · ", tier_label)

`compile_formula` checks a formula against the kinds of the fields it names and gives a `Formula`, which computes
the value from plain values. Money and weights stay whole minor units at rest; in between, numbers are exact
fractions. What is missing makes arithmetic missing, and comparisons untrue; so does dividing by nothing.
"""

from parure.customize.formulas.checking import Formula, compile_formula
from parure.customize.formulas.reading import FormulaError, rename_fields

__all__ = ["Formula", "FormulaError", "compile_formula", "rename_fields"]
