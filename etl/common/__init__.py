"""What every room uses: errors, files, locks, SQL, the careful client, paths, words, terminal."""
