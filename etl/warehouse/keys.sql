-- The columns that hold the id of a reference table, by their names: the id itself (state_id), what a
-- foreign key binds to it, and what a COMMENT calls so ("state_id of the supplier."), because the
-- tables of facts declare no foreign keys. Apart are tables whose COMMENT says that the column may
-- hold any party ("Party that supplies …").
WITH reference AS (
    SELECT table_name, constraint_column_names[1] AS key
    FROM duckdb_constraints()
    WHERE constraint_type = 'PRIMARY KEY' AND constraint_column_names = [table_name || '_id']
),
held AS (
    SELECT c.column_name, r.table_name, r.key
    FROM duckdb_columns() c
    JOIN reference r ON c.column_name = r.key OR starts_with(c.comment, r.key || ' of ')
    UNION
    SELECT f.constraint_column_names[1], r.table_name, r.key
    FROM duckdb_constraints() f JOIN reference r ON r.table_name = f.referenced_table
    WHERE f.constraint_type = 'FOREIGN KEY'
)
SELECT h.*, list(p.table_name) FILTER (p.table_name IS NOT NULL) AS apart
FROM held h
LEFT JOIN duckdb_columns() p
       ON p.column_name = h.column_name AND starts_with(p.comment, 'Party ')
GROUP BY ALL
ORDER BY ALL;
