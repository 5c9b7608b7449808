"""Whether patients like this one were studied: item by item, cohort by cohort."""
