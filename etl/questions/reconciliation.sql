-- title = "Loaded figures against others that should say the same"
-- unit = "cells compared"

SELECT r.what, r.snapshot_id AS snapshot, r.against, r.cells, r.exact, r.within_rounding, r.off,
       r.largest
FROM reconciliation r
ORDER BY r.what, r.snapshot_id;
