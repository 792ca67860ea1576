"""What people coded by hand, read from the programs that they code in."""
