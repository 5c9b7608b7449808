"""What follows from several values of one patient, and values that cannot well be true together."""
