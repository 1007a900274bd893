"""The load program for open boards: it sets the stage, runs the clients, makes changes, and judges what they saw."""
