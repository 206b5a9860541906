SELECT t.party, t.name FROM trade t WHERE t.role = 'supplier' AND NOT t.folded;
