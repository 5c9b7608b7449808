"""Organs from their contours: planes, rings, and the space between them."""
