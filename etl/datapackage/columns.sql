-- The columns of all tables with what they mean, in the order of the contract. Left out are the
-- tables that only the measures of the file look things up in.
SELECT t.table_name, t.comment AS table_comment, c.column_name, c.data_type, c.is_nullable,
       c.comment AS column_comment
FROM duckdb_tables() t
JOIN duckdb_columns() c ON c.table_oid = t.table_oid AND c.database_oid = t.database_oid
WHERE t.database_name = 'warehouse'
  AND t.table_name NOT IN ('answering_snapshot', 'complete_for', 'trade')
ORDER BY t.table_name, c.column_index;
