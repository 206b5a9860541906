"""The floor of a build: every table of a data folder, read by pandas, copied into a DuckDB file.

Called with the data folder and the file to write.
"""

import sys
from pathlib import Path

import duckdb
import pandas as pd

data, target = map(Path, sys.argv[1:])
with duckdb.connect(target) as connection:
    for path in sorted(data.glob("*/*.csv")):
        rows = pd.read_csv(path)
        connection.execute(f'CREATE TABLE "{path.stem}" AS SELECT * FROM rows')
