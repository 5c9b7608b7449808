"""A FHIR record of one patient: resources, observations, diagnoses and treatments, each proven to be theirs."""
