"""Machine files: CSV, the columns of Parquet files, and a manifest."""
