"""One good record of each kind, and each rule broken once."""

from __future__ import annotations

COHORT = '[[cohort]]\nid = "smith2020.all"\nlabel = "All"\nmodality = "sbrt"\nlocator = "Table 1"\npatients = 20\n'
FIGURE = (
    '[[figure]]\nid = "smith2020.os"\nkind = "outcome"\nlabel = "Survival"\nstatistic = "rate"\nunit = "proportion"\n'
    'printed = "50 %"\nlocator = "Table 1"\nobtained = "printed"\ncohort = "smith2020.all"\n'
    "value = 0.5\npatients = 20\n"
)
CRITERION = (
    '[[criterion]]\nid = "sbrt.size"\nmodality = "sbrt"\nlabel = "Size"\nthreshold = "up to 5 cm"\n'
    'printed = "5 cm"\nlocator = "Methods"\nrule = { kind = "at_most", field = "largest_lesion_cm", limit = 5 }\n'
)
CAUTION = (
    '[[caution]]\nid = "smith2020.c"\nkind = "caution"\nmodalities = ["sbrt"]\ntext = "Careful."\n'
    'locator = "Discussion"\n'
    'when = [{ field = "ecog", above = 1 }]\n'
)
DISCREPANCY = (
    '[[discrepancy]]\ncode = "D9-01"\nseverity = "A"\nprinted = "1"\nreading = "2"\nreason = "r"\nlocator = "Table 1"\n'
    'concerns = ["smith2020.os"]\n'
)
DISSENT = (
    '[[dissent]]\ncriterion = "sbrt.size"\nwhen = [{ field = "largest_lesion_cm", above = 5 }]\nwould_say = "met"\n'
    'text = "t"\nlocator = "Results"\nprinted = "7"\n'
)
SCORE = (
    '[[score]]\nid = "smith_score"\nmodality = "resection"\nlabel = "Score"\nlocator = "Methods"\n'
    'items = [{ id = "a", label = "A", condition = { field = "ecog", above = 1 }, printed = "a" }]\n'
    'outcomes = [{ from_points = 0, to_points = 1, text = "t", figures = ["smith2020.os"] }]\n'
)
MECHANISM = (
    '[[mechanism]]\nid = "smith2020.m"\nradiation = "stereotactic"\nmechanism = "immune_effects"\ndirection = "mixed"\n'
    'level = "animal"\ntext = "t"\nlocator = "Results"\n'
)
SPREAD = '[[spread]]\nid = "smith2020.s"\nlevel = "lower"\nvenous_route = "r"\ntext = "t"\nprinted = "p"\n'
SPREAD += 'locator = "Results"\n'
CONCERN = (
    '[[concern]]\nid = "smith2020.k"\nmodality = "sbrt"\nlevel = "hard"\nkind = "patient"\nasks = true\n'
    'about = "performance"\nbrief = "ECOG {ecog}"\ntext = "ECOG {ecog}: nobody."\nprinted = "ECOG 0 to 2"\n'
    'locator = "Methods"\nwhen = { any_of = [{ field = "ecog", at_least = 3 }, { field = "ecog", equals = 9 }] }\n'
)
SAID = 'subsequent = [{ after = "sbrt", treatments = ["resection"], standing = "done" }]\n'
SETS = 'sets = [{ field = "prior_chemotherapy", value = true, reason = "It is given with it." }]\n'
BAND = 'observed_bed = { alpha_beta_gy = 10.0, at_least = 100.0, label = "BED high", printed = "p", locator = "l" }\n'
FIGURE += SAID + SETS
IN_3 = '{ fractions = 3, dose_gy = [30, 30], printed = "a" }'
IN_5 = '{ fractions = 5, dose_gy = [50, 50], printed = "b" }'
ALL = COHORT + FIGURE + CRITERION + CAUTION + CONCERN + DISCREPANCY + DISSENT + SCORE + MECHANISM + SPREAD

#: (records, key, words of the problem and the remedy)
BROKEN: list[tuple[str, str, str]] = [
    # A band of dose: one end, a scale above nothing, words, and a treatment
    (ALL.replace(SAID, SAID + BAND.replace("at_least = 100.0, ", ""), 1), "smith2020.os.observed_bed", "one end"),
    (ALL.replace(SAID, SAID + BAND.replace("{ ", "{ below = 9.0, "), 1), "smith2020.os.observed_bed", "one end"),
    (
        ALL.replace(SAID, SAID + BAND.replace("alpha_beta_gy = 10.0", "alpha_beta_gy = 0.0"), 1),
        "smith2020.os.observed_bed.alpha_beta_gy",
        "no such dose",
    ),
    (ALL.replace(SAID, SAID + BAND.replace('"BED high"', '""'), 1), "smith2020.os.observed_bed.label", "is empty"),
    (ALL.replace(SAID, SAID + BAND, 1), "smith2020.os.modality", "Name the modality"),
    # Courses: each number of fractions once, and dose and fractions of the group span them
    *(
        (ALL.replace(COHORT, COHORT + spans + f"courses = [{courses}]\n", 1), f"smith2020.all.{key}", words)
        for spans, courses, key, words in (
            ("dose_gy = [30, 50]\nfractions = [3, 3]\n", f"{IN_3}, {IN_5}", "fractions", "Give 3 and 5"),
            ("dose_gy = [30, 60]\nfractions = [3, 5]\n", f"{IN_3}, {IN_5}", "dose_gy", "Give 30.0 and 50.0"),
            ("dose_gy = [30, 30]\nfractions = [3, 3]\n", f"{IN_3}, {IN_3}", "courses", "once"),
            ("", f"{IN_3}, {IN_5}", "dose_gy", "this is not what the courses span"),
            ("dose_gy = [30, 30]\nfractions = [3, 3]\n", IN_3.replace('"a"', '" "'), "courses", "is empty"),
            ("dose_gy = [50, 30]\nfractions = [3, 3]\n", IN_3.replace("30, 30", "50, 30"), "courses", "upside down"),
        )
    ),
    # A criterion that a trial contests: for whom, and in which words
    (
        ALL.replace("limit = 5 }", 'limit = 5, contested_where = [{ field = "ecog", at_most = 1 }] }', 1),
        "sbrt.size.contested_words",
        "belong together",
    ),
    (
        ALL.replace('threshold = "up to 5 cm"', 'threshold = "up to 5 cm"\ncontested_words = "large"', 1),
        "sbrt.size.contested_words",
        "belong together",
    ),
    # A criterion that another value belies: which values, and in which words
    (
        ALL.replace("limit = 5 }", 'limit = 5, belied_where = [{ field = "ecog", at_least = 4 }] }', 1),
        "sbrt.size.belied_words",
        "belong together",
    ),
    (
        ALL.replace('threshold = "up to 5 cm"', 'threshold = "up to 5 cm"\nbelied_words = "small"', 1),
        "sbrt.size.belied_words",
        "belong together",
    ),
    # A concern: on what it rests, where it holds, what it says
    (ALL.replace('printed = "ECOG 0 to 2"\n', "", 1), "smith2020.k.printed", "there is no printed passage"),
    (
        ALL.replace('0 to 2"\nlocator = "Methods"', '0 to 2"\nlocator = " "', 1),
        "smith2020.k.locator",
        "there is no place",
    ),
    (
        ALL.replace('printed = "ECOG 0 to 2"\nlocator = "Methods"\n', 'printed = "ECOG 0 to 2"\n', 1),
        "concern[0].locator",
        "missing",
    ),
    (ALL.replace('"performance"\nbrief', '"performance."\nbrief', 1), "smith2020.k.about", "Leave the full stop out"),
    (ALL.replace("ECOG {ecog}: nobody.", "ECOG {ecog}: nobody", 1), "smith2020.k.text", "End it with a full stop"),
    (
        ALL.replace('brief = "ECOG {ecog}"', 'brief = "ECOG {series}"', 1),
        "smith2020.k.brief",
        "nothing can be filled in",
    ),
    (ALL.replace('brief = "ECOG {ecog}"', 'brief = " "', 1), "smith2020.k.brief", "there are no words"),
    (
        ALL.replace('level = "hard"\nkind', 'level = "weigh"\nkind', 1),
        "smith2020.k.asks",
        "cannot leave a headline open",
    ),
    (ALL.replace('level = "hard"\nkind', 'level = "soft"\nkind', 1), "concern[0].level", "Invalid enum value"),
    (
        ALL.replace('{ any_of = [{ field = "ecog", at', '{ field = "ecog", any_of = [{ field = "ecog", at', 1),
        "smith2020.k.when",
        "cannot stand in one",
    ),
    (
        ALL.replace("when = { any_of = [", "when = { at_least_parts = 3, any_of = [", 1),
        "smith2020.k.when",
        "more parts than any_of has",
    ),
    (
        ALL.replace('{ field = "ecog", equals = 9 }', "{}", 1),
        "smith2020.k.when.any_of[1]",
        "a field with its operator, or one group",
    ),
    (ALL.replace("equals = 9 }", 'per = "ecog", equals = 9 }', 1), "smith2020.k.when.any_of[1]", "ecog is no number"),
    (
        ALL.replace("equals = 9 }", 'days_after = "ecog", above = 9 }', 1),
        "smith2020.k.when.any_of[1]",
        "ecog is no day",
    ),
    (
        ALL.replace("equals = 9 }", 'per = "inr", days_after = "board_date", above = 9 }', 1),
        "smith2020.k.when.any_of[1]",
        "days and a quotient cannot stand in one statement",
    ),
    (ALL.replace('printed = "ECOG 0 to 2"\n', 'basis = "no_source"\n', 1), "smith2020.k.level", "can only be weighed"),
    (
        ALL.replace('about = "perf', 'basis = "cohorts"\nabout = "perf', 1),
        "smith2020.k.beyond",
        "nothing says what is compared",
    ),
    (
        ALL.replace('about = "perf', 'beyond = ["ecog"]\nabout = "perf', 1),
        "smith2020.k.beyond",
        "only the basis cohorts",
    ),
    # Words that the reason of a verdict takes up
    (
        ALL.replace('threshold = "up to 5 cm"', 'threshold = "up to 5 cm"\nnot_met_words = "{size}"', 1),
        "sbrt.size.not_met_words",
        "only {value} can be filled in",
    ),
    (
        ALL.replace('threshold = "up to 5 cm"', 'threshold = "up to 5 cm"\nnot_met_words = " "', 1),
        "sbrt.size.not_met_words",
        "",
    ),
    (
        ALL.replace('threshold = "up to 5 cm"', 'threshold = "5"\nthreshold_elsewhere = "{fractions}"', 1),
        "sbrt.size.threshold_elsewhere",
        "it belongs to the fractions of another source",
    ),
    (
        ALL.replace('threshold = "up to 5 cm"', 'threshold = "5"\nthreshold_elsewhere = "4"', 1).replace(
            "limit = 5 }", "limit = 5, fractions_elsewhere = [4] }", 1
        ),
        "sbrt.size.threshold_elsewhere",
        "the number of fractions is missing",
    ),
    (
        ALL.replace('text = "Careful."', 'text = "Careful."\nverdict_words = "careful"', 1),
        "smith2020.c.verdict_words",
        "End it with a full stop",
    ),
    # What a figure says of later treatment, and of the case once a treatment is given
    (ALL.replace('after = "sbrt"', 'after = "surgery"', 1), "figure[0].subsequent[0].after", "Invalid enum value"),
    (ALL.replace('standing = "done"', 'standing = "maybe"', 1), "figure[0].subsequent[0].standing", "Invalid enum"),
    (
        ALL.replace('treatments = ["resection"]', "treatments = []", 1),
        "smith2020.os.subsequent",
        "no treatment is named",
    ),
    (
        ALL.replace('treatments = ["resection"]', 'treatments = ["resection", "resection"]', 1),
        "smith2020.os.subsequent",
        "a treatment is named twice",
    ),
    (
        ALL.replace('standing = "done" }', 'standing = "done", remark = " " }', 1),
        "smith2020.os.subsequent",
        "the remark is empty",
    ),
    (
        ALL.replace(SAID, SAID.replace("]\n", "") + SAID.replace("subsequent = [", ", "), 1),
        "smith2020.os.subsequent",
        "two statements are after sbrt",
    ),
    (
        ALL.replace('field = "prior_chemotherapy"', 'field = "earlier_chemotherapy"', 1),
        "smith2020.os.sets",
        "there is no field “earlier_chemotherapy”",
    ),
    (
        ALL.replace('field = "prior_chemotherapy"', 'field = "chemotherapy_cycles"', 1),
        "smith2020.os.sets",
        "chemotherapy_cycles is no flag",
    ),
    (ALL.replace('reason = "It is given with it."', 'reason = ""', 1), "smith2020.os.sets", "there is no reason"),
    (
        ALL.replace('cohort = "smith2020.all"\nvalue', "value", 1),
        "smith2020.os.sets",
        "nothing says which treatment sets it",
    ),
    (
        ALL + FIGURE.replace("smith2020.os", "smith2020.lc"),
        "smith2020.lc.sets",
        "prior_chemotherapy is set for sbrt by smith2020.os as well",
    ),
    # A figure and its numbers
    (
        ALL.replace("value = 0.5\npatients = 20\n", "value = 0.5\n", 1),
        "smith2020.os.patients",
        "a rate needs its denominator",
    ),
    (
        ALL.replace("value = 0.5\npatients = 20", 'value = 0.5\ndenominator_absent = " "', 1),
        "smith2020.os.patients",
        "denominator",
    ),
    (ALL.replace('unit = "proportion"\n', "", 1), "figure[0].unit", "this key is missing. Add it"),
    (ALL.replace('unit = "proportion"', 'unit = " "', 1), "smith2020.os.unit", "this is empty"),
    (
        ALL.replace('printed = "50 %"\nlocator = "Table 1"\n', 'printed = "50 %"\n', 1),
        "figure[0].locator",
        "this key is missing",
    ),
    (
        ALL.replace('printed = "50 %"\nlocator = "Table 1"', 'printed = "50 %"\nlocator = ""', 1),
        "smith2020.os.locator",
        "this is empty",
    ),
    (ALL.replace('printed = "50 %"', 'printed = ""', 1), "smith2020.os.printed", "this is empty"),
    (
        ALL.replace("value = 0.5", "value = 50", 1),
        "smith2020.os.value",
        "a rate lies between 0 and 1. Write 92 % as 0.92",
    ),
    (ALL.replace("value = 0.5", "value = -0.1", 1), "smith2020.os.value", "a rate lies between 0 and 1"),
    (ALL.replace("value = 0.5", "low = 0.5\nhigh = 1.5", 1), "smith2020.os.high", "a rate lies between 0 and 1"),
    (ALL.replace("value = 0.5", "low = 0.6\nhigh = 0.5", 1), "smith2020.os.low", "the range is upside down"),
    (ALL.replace("value = 0.5\n", "", 1), "smith2020.os.value", 'there is no number. Give one, or statistic = "text"'),
    (
        ALL.replace('statistic = "rate"', 'statistic = "text"', 1),
        "smith2020.os.text",
        "there is neither number nor text",
    ),
    (
        ALL.replace("value = 0.5", "value = 0.5\nevents = 21", 1),
        "smith2020.os.events",
        "there are more events than patients",
    ),
    (ALL.replace("value = 0.5", "value = 0.5\nevents = -1", 1), "smith2020.os.events", "-1 is no count"),
    (
        ALL.replace("value = 0.5\npatients = 20", "value = 0.5\npatients = 0", 1),
        "smith2020.os.patients",
        "0 is no count",
    ),
    (
        ALL.replace("value = 0.5", "value = 0.5\ninterval = { low = 0.7, high = 0.2 }", 1),
        "smith2020.os.interval",
        "upside down",
    ),
    (ALL.replace("value = 0.5", "value = nan", 1), "figure[0].value", "this is not a finite number"),
    (ALL.replace("limit = 5", "limit = inf", 1), "criterion[0].rule.limit", "this is not a finite number"),
    (ALL.replace('kind = "outcome"', 'kind = "toxicity"', 1), "smith2020.os.grade", "a toxicity needs its grade"),
    (
        ALL.replace('obtained = "printed"', 'obtained = "derived"', 1),
        "smith2020.os.formula",
        "a derived figure needs its formula",
    ),
    (
        ALL.replace('obtained = "printed"', 'obtained = "reading"', 1),
        "smith2020.os.discrepancies",
        "a reading of a misprint needs",
    ),
    (
        ALL.replace("value = 0.5", 'value = 0.5\nsuperseded_by = "smith2020.x"', 1),
        "smith2020.os.superseded_by",
        "there is no figure “smith2020.x”",
    ),
    (
        ALL.replace("value = 0.5", 'value = 0.5\ndiscrepancies = ["D9-99"]', 1),
        "smith2020.os.discrepancies",
        "there is no discrepancy “D9-99”",
    ),
    (
        ALL.replace('cohort = "smith2020.all"', 'cohort = "smith2020.none"', 1),
        "smith2020.os.cohort",
        "there is no cohort",
    ),
    # Names
    (
        ALL.replace('label = "All"', 'lable = "All"', 1),
        "cohort[0].lable",
        "there is no such key. Did you mean “label”?",
    ),
    (ALL.replace("value = 0.5", "value = 0.5\ncolour = 1", 1), "figure[0].colour", "there is no such key"),
    (ALL + COHORT, "smith2020.all", "this id stands already in smith2020.toml. Give one of them another id"),
    (ALL + FIGURE.replace('id = "smith2020.os"', 'id = "smith2020.all"'), "smith2020.all", "this id stands already"),
    (ALL.replace('id = "smith2020.all"', 'id = "jones.all"', 1), "jones.all", "the id must begin with the source's id"),
    (ALL.replace('id = "sbrt.size"', 'id = "iort.size"', 1), "iort.size", "the id must begin with the modality"),
    (ALL.replace('modality = "sbrt"', 'modality = "surgery"', 1), "cohort[0].modality", "Invalid enum value 'surgery'"),
    (ALL.replace("patients = 20", 'patients = "20"', 1), "cohort[0].patients", "Expected `int"),
    # Cohorts
    (ALL.replace("patients = 20", "patients = 0", 1), "smith2020.all.patients", "0 is no count"),
    (
        ALL.replace("patients = 20\n", 'patients = 20\nsubgroup_of = "x"\n', 1),
        "smith2020.all.subgroup_of",
        "there is no cohort “x”",
    ),
    (
        ALL.replace("patients = 20\n", 'patients = 20\nsubgroup_of = "smith2020.all"\n', 1),
        "smith2020.all.subgroup_of",
        "a subgroup of itself",
    ),
    (
        ALL.replace("patients = 20\n", 'patients = 20\noverlaps = ["x"]\n', 1),
        "smith2020.all.overlaps",
        "there is no cohort “x”",
    ),
    (ALL.replace('locator = "Table 1"', 'locator = " "', 1), "smith2020.all.locator", "this is empty"),
    (
        ALL.replace("patients = 20\n", 'patients = 20\nselected_by = [{ field = "kps", above = 1 }]\n', 1),
        "smith2020.all.selected_by",
        "there is no field “kps”",
    ),
    (
        ALL.replace(
            "patients = 20\n",
            'patients = 20\n[[cohort.entry]]\ncondition = { field = "ecog", above = 1 }\nbasis = "criterion"\n'
            'printed = "p"\nlocator = ""\n',
            1,
        ),
        "smith2020.all.entry.locator",
        "this is empty",
    ),
    # Conditions and rules
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "ecog" }]', 1),
        "smith2020.c.when",
        "exactly one operator. Found: none",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "ecog", above = 1, below = 3 }]', 1),
        "smith2020.c.when",
        "exactly one operator. Found: above, below",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "near_gut", above = 1 }]', 1),
        "smith2020.c.when",
        "above does not suit near_gut, a field of kind flag. What suits it: equals",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "comorbidities", equals = "x" }]', 1),
        "smith2020.c.when",
        "equals does not suit comorbidities, a field of kind list. What suits it: includes, is_empty, is_known",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "age_years", includes = "x" }]', 1),
        "smith2020.c.when",
        "includes does not suit age_years",
    ),
    (
        ALL.replace('when = [{ field = "ecog", above = 1 }]', 'when = [{ field = "age_years", between = [9, 1] }]', 1),
        "smith2020.c.when",
        "the range is upside down",
    ),
    (
        ALL.replace('field = "largest_lesion_cm", limit = 5', "limit = 5", 1),
        "sbrt.size.rule.field",
        "a rule of kind at_most needs it",
    ),
    (ALL.replace(", limit = 5 }", " }", 1), "sbrt.size.rule.limit", "a rule of kind at_most needs it"),
    (
        ALL.replace('"at_most", field = "largest_lesion_cm"', '"at_most", field = "size"', 1),
        "sbrt.size.rule",
        "there is no field “size”",
    ),
    (
        ALL.replace('"at_most", field = "largest_lesion_cm"', '"at_most", field = "near_gut"', 1),
        "sbrt.size.rule",
        "at_most does not suit near_gut",
    ),
    (
        ALL.replace('"at_most", field = "largest_lesion_cm"', '"away_from", field = "largest_lesion_cm"', 1),
        "sbrt.size.rule",
        "away_from does not suit",
    ),
    (
        ALL.replace(
            '"at_most", field = "largest_lesion_cm", limit = 5',
            '"all_below", fields = ["cord_max_gy"], limits = [1, 2]',
            1,
        ),
        "sbrt.size.rule.limits",
        "one limit for each field",
    ),
    (
        ALL.replace('rule = { kind = "at_most"', 'rule = { kind = "atmost"', 1),
        "criterion[0].rule.kind",
        "Invalid enum value 'atmost'",
    ),
    (ALL.replace('printed = "5 cm"', 'printed = ""', 1), "sbrt.size.printed", "this is empty"),
    (
        ALL.replace('printed = "5 cm"', 'printed = "5 cm"\nalso = [{ source = "jones", locator = "x" }]', 1),
        "sbrt.size.also",
        "there is no source “jones”. Correct the reference, or add the record",
    ),
    # What stands beside
    (
        ALL.replace('criterion = "sbrt.size"', 'criterion = "sbrt.sise"', 1),
        "dissent.criterion",
        "there is no criterion “sbrt.sise”",
    ),
    (
        ALL.replace('locator = "Results"\nprinted = "7"', 'locator = ""\nprinted = "7"', 1),
        "dissent.locator",
        "this is empty",
    ),
    (
        ALL.replace('[{ field = "largest_lesion_cm", above = 5 }]', '[{ field = "size", above = 5 }]', 1),
        "dissent on sbrt.size",
        "there is no field “size”",
    ),
    (ALL.replace('kind = "caution"', 'kind = "contested"', 1), "smith2020.c.sides", "at least two sides"),
    (
        ALL.replace('text = "Careful."', 'text = "Careful."\nsides = [{ text = "a", source = "x", locator = "" }]', 1),
        "smith2020.c.sides",
        "there is no source “x”",
    ),
    (
        ALL.replace('text = "Careful."', 'text = "Careful."\nfigures = ["smith2020.x"]', 1),
        "smith2020.c.figures",
        "there is no figure",
    ),
    (
        ALL.replace('concerns = ["smith2020.os"]', 'concerns = ["smith2020.x"]', 1),
        "D9-01.concerns",
        "there is no record “smith2020.x”",
    ),
    (
        ALL.replace('figures = ["smith2020.os"] }', 'figures = ["smith2020.x"] }', 1),
        "smith_score.outcomes",
        "there is no figure",
    ),
    (
        ALL.replace('condition = { field = "ecog"', 'condition = { field = "kps"', 1),
        "smith_score.a",
        "there is no field “kps”",
    ),
    (
        ALL.replace(
            'level = "animal"\ntext = "t"\nlocator = "Results"', 'level = "animal"\ntext = "t"\nlocator = " "', 1
        ),
        "smith2020.m.locator",
        "this is empty",
    ),
    (
        ALL.replace('venous_route = "r"', 'venous_route = "r"\nfigures = ["x"]', 1),
        "smith2020.s.figures",
        "there is no figure “x”",
    ),
]
