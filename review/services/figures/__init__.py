"""Figures of the desk: what is counted (`measures`), by what (`dimensions`), kept (`upkeep`) and read (`reading`)."""
