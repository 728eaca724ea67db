"""What an exam costs, and what so many students a day need: arithmetic on the measured tables."""
