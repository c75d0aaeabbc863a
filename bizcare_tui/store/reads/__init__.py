"""What is read from the store: `hot` over the database driver alone, everything else over the tables."""
