"""Tools that a maintainer runs once in years, and that are not shipped with the product."""
