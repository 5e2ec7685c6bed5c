"""A calendar problem in, alternatives or a reason out."""
