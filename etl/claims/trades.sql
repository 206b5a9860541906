-- Whose claims of coverage answer for whose trade.
SELECT t.role, t.state_id, t.claims FROM trade t;
