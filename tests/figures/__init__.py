"""What holds for every figure, because it is declared."""
