"""What an office says of itself: its files, its people and their functions, whom it tells, where units hand in."""
