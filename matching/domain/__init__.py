"""Reading demands, matching them with firms, and what follows from that."""
