"""From the few figures that a paper prints to a curve with an honest band."""
