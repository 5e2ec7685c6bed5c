"""The page kit that every printed document is made with."""
