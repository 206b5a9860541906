-- Whose claims of coverage answer for whose trade.
SELECT t.role, t.party, t.claims FROM trade t WHERE NOT t.folded;
