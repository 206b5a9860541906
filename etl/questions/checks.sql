-- title = "The checks that this warehouse passed"
-- unit = "cases"

SELECT k.title, k.examined, k.failed, k.example FROM check_result k ORDER BY k.check_id;
