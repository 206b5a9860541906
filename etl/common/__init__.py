"""What every room uses: errors, files and locks, SQL, the careful client, paths, words, terminal."""
