"""What a person sees and types in the terminal; knows no rule and touches no table."""
