"""Many patients at once: every rule of the findings over numpy columns, from the same records, row for row the same.

`judging.judge_columns` is the one way in. Where a rule looks at choices and flags alone, the rule for one patient is
asked once for every combination and its answers are looked up; where it compares numbers, the same comparison is made
over the column, with the limits of the same record.
"""
