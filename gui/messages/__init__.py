"""What is told and asked: messages above the work, questions before it goes on, speech, passphrases."""
