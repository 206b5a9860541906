-- The columns that hold the id of a reference table, by their names: the id itself (state_id), what a
-- foreign key binds to it, and what a COMMENT calls so ("state_id of the supplier."), because the
-- tables of facts declare no foreign keys.
WITH reference AS (
    SELECT table_name, constraint_column_names[1] AS key
    FROM duckdb_constraints()
    WHERE constraint_type = 'PRIMARY KEY' AND constraint_column_names = [table_name || '_id']
)
SELECT c.column_name, r.table_name, r.key, c.table_name AS within
FROM duckdb_columns() c
JOIN reference r ON c.column_name = r.key OR starts_with(c.comment, r.key || ' of ')
UNION
SELECT f.constraint_column_names[1], r.table_name, r.key, f.table_name
FROM duckdb_constraints() f JOIN reference r ON r.table_name = f.referenced_table
WHERE f.constraint_type = 'FOREIGN KEY'
ORDER BY ALL;
