"""What every room uses: errors with file, line and remedy; locks; paths; words; the terminal."""
