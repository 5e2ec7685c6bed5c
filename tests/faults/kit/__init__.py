"""What makes faults, and what is put through them; a campaign and the suite's tests share it."""
