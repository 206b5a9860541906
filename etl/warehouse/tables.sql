-- The tables in the order of the contract, each with the names of its columns.
SELECT table_name, list(column_name) FROM duckdb_columns()
WHERE database_name = 'warehouse'
GROUP BY table_name, table_oid
ORDER BY table_oid;
