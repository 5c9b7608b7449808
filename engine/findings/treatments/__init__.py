"""What a treatment does with lesions and liver, what it leaves possible later, and its dose on a common scale."""
