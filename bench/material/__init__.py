"""What benches and tests are tried on: patients, plans with a known answer, real arms, bent files."""
