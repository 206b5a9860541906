"""Yearly volumes of a register by deal, which has one volume for all years of a deal.

What is certain of a deal is its volume, its items and its years, in each of which an item came at
least. A register by delivery, of the same release or an older one, knows the items of the years
that it reaches. From both come the volume of each deal in each year, and bounds for it; the
warehouse's ``bounded_flow.sql`` makes of these what a period of several years can be off by.
"""
