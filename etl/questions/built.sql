-- title = "When this warehouse was built"
-- unit = "moment in UTC"

SELECT w.built_at, w.schema_version, w.made_of FROM warehouse w;
