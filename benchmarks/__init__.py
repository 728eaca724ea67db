"""What a request costs, and whether it stays so as the table grows."""
