"""The floor of an import: one saved register, read by pandas, copied into a DuckDB file.

Called with the register, the number of lines above its header, and the file to write.
"""

import sys
from pathlib import Path

import duckdb
import pandas as pd

register, above, target = Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
rows = pd.read_csv(register, skiprows=above, encoding="latin-1")
with duckdb.connect(target) as connection:
    connection.execute("CREATE TABLE register AS SELECT * FROM rows")
