-- Primary and foreign keys of all tables.
SELECT k.table_name, k.constraint_type = 'PRIMARY KEY' AS is_primary,
       k.constraint_column_names AS columns, k.referenced_table, k.referenced_column_names
FROM duckdb_constraints() k
WHERE k.database_name = 'warehouse' AND k.constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
ORDER BY k.table_name, is_primary DESC, k.constraint_column_names;
