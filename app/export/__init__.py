"""What leaves the house in other forms than pages: tables, feeds."""
