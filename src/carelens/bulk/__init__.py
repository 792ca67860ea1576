"""Tables of any size: rows in, rows out, block by block, through joblib."""
