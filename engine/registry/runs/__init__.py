"""One run over many patients: cut into parts, judged here or by workers, written in order."""
