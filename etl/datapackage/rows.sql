-- All rows of a table, in an order that depends on nothing but the rows.
FROM query_table($table) ORDER BY ALL;
