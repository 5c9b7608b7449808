"""The evidence library: every record by its id, with its version and hash. Nothing in it changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

import msgspec

from engine.evidence.records.cohorts import Cohort
from engine.evidence.records.concerns import Concern
from engine.evidence.records.criteria import Criterion, Dissent
from engine.evidence.records.figures import AlphaBetaRecord, CaseItem, Figure, Subsequent
from engine.evidence.records.library_header import LibraryHeader, Withdrawn
from engine.evidence.records.modalities import Modality
from engine.evidence.records.source_file import SourceFile
from engine.evidence.records.sources import ReadDepth, Source
from engine.evidence.records.statements import Caution, Discrepancy, Mechanism, Score, SpreadLevel
from engine.evidence.withdrawing import BELONGS, put_together


class Library(msgspec.Struct, frozen=True, dict=True):
    """All sources, as loaded and checked.

    Attributes
    ----------
    version : of the library, as `resources/evidence/library.toml` says.
    sha256 : of all its files; stands on screen, in saved cases and on paper.
    files : one a source, in the order of their ids.
    header : what it says of itself as a whole.
    withdrawn_files : what was taken out of `files` because it is withdrawn, to be looked at and used for nothing.
    """

    version: str
    sha256: str
    files: tuple[SourceFile, ...]
    header: LibraryHeader
    withdrawn_files: tuple[SourceFile, ...] = ()

    def __hash__(self) -> int:
        # The hash of the files stands for thousands of records: results that depend on nothing else are remembered.
        return hash(self.sha256)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Library) and other.sha256 == self.sha256

    @property
    def withdrawn(self) -> tuple[Withdrawn, ...]:
        """What is no longer to be used, as the library says."""
        return self.header.withdrawn

    def withdrawal_of(self, record: str) -> Withdrawn | None:
        """Return why a record is withdrawn: by its own name, by its source's, or with the group that it belongs to."""
        by_name = {one.record: one for one in self.withdrawn}
        if record in by_name:
            return by_name[record]
        for file in self.withdrawn_files:
            for name in file.__struct_fields__:
                found = getattr(file, name)
                for one in found if isinstance(found, tuple) else ():
                    if record in (getattr(one, "id", None), getattr(one, "code", None)):
                        owners = [getattr(one, key, None) for key in BELONGS]
                        found_of = [self.withdrawal_of(owner) for owner in owners if owner is not None]
                        return by_name.get(file.source.id) or next((w for w in found_of if w is not None), None)
        return None

    @cached_property
    def with_withdrawn(self) -> Library:
        """The library as if nothing were withdrawn, to look things up in: nothing may be decided by it."""
        if not self.withdrawn_files:
            return self
        files = put_together(self.files, self.withdrawn_files)
        # What is remembered of a library goes by its hash: this one is another.
        sha256 = f"{self.sha256} and what is withdrawn"
        return msgspec.structs.replace(self, files=files, withdrawn_files=(), sha256=sha256)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """Sources by id."""
        return MappingProxyType({file.source.id: file.source for file in self.files})

    @cached_property
    def cohorts(self) -> Mapping[str, Cohort]:
        """Cohorts by id."""
        return MappingProxyType({record.id: record for file in self.files for record in file.cohort})

    @cached_property
    def figures(self) -> Mapping[str, Figure]:
        """Figures by id."""
        return MappingProxyType({record.id: record for file in self.files for record in file.figure})

    def depth_of(self, figure: Figure) -> ReadDepth | None:
        """Return how deep a figure was read: its own depth, else that of its source."""
        return figure.read_depth or self.sources[self.source_of[figure.id]].depth

    def treated(self, figure: Figure) -> tuple[int | None, int | None]:
        """Return first and last year in which the patients behind a figure were treated: of its group, else its source.

        None where the source does not say.
        """
        source = self.sources[self.source_of[figure.id]]
        cohort = self.cohorts[figure.cohort] if figure.cohort is not None else None
        if cohort is not None and (cohort.enrolled_from is not None or cohort.enrolled_to is not None):
            return cohort.enrolled_from, cohort.enrolled_to
        return source.enrolled_from, source.enrolled_to

    def treated_more_than_years_ago(self, figure: Figure) -> int | None:
        """Return the library's limit of years where the last patient was treated longer ago than that, else None.

        Counted from the search of the literature, not from today: the same library always says the same.
        """
        limit, (_, last) = self.header.old_treatment_years, self.treated(figure)
        if limit is None or last is None or self.searched.year - last <= limit:
            return None
        return limit

    @property
    def searched(self) -> dt.date:
        """The day of the last search of the literature; where the library does not say, its own date."""
        return self.header.searched or self.header.date

    @cached_property
    def newest_publication(self) -> int | None:
        """Year of the newest published source; a department's own series is none."""
        years = [source.year for source in self.sources.values() if source.year is not None and not source.local]
        return max(years, default=None)

    @cached_property
    def old_from(self) -> dt.date | None:
        """The day from which the library says that it is old; None where it sets no limit."""
        months = self.header.old_after_months
        if months is None:
            return None
        years, month = divmod(self.searched.month - 1 + months, 12)
        first = dt.date(self.searched.year + years, month + 1, 1)
        # A month later by day 31 is, in a shorter month, its last day.
        last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
        return first.replace(day=min(self.searched.day, last.day))

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Criteria by id, in the order in which their source writes them."""
        return MappingProxyType({record.id: record for file in self.files for record in file.criterion})

    @cached_property
    def cautions(self) -> Mapping[str, Caution]:
        """Cautions by id."""
        return MappingProxyType({record.id: record for file in self.files for record in file.caution})

    @cached_property
    def concerns(self) -> Mapping[str, Concern]:
        """Concerns by id."""
        return MappingProxyType({record.id: record for file in self.files for record in file.concern})

    @cached_property
    def _concerns_by_modality(self) -> Mapping[Modality, tuple[Concern, ...]]:
        found: dict[Modality, list[Concern]] = {}
        for concern in self.concerns.values():
            found.setdefault(concern.modality, []).append(concern)
        return {modality: tuple(many) for modality, many in found.items()}

    def concerns_for(self, modality: Modality) -> tuple[Concern, ...]:
        """Return what may speak against one modality, whether or not it holds for a patient."""
        return self._concerns_by_modality.get(modality, ())

    @cached_property
    def discrepancies(self) -> Mapping[str, Discrepancy]:
        """Discrepancies by their code."""
        return MappingProxyType({record.code: record for file in self.files for record in file.discrepancy})

    @cached_property
    def mechanisms(self) -> Mapping[str, Mechanism]:
        """Cells of the map of radiation and metastasis by id."""
        return MappingProxyType({record.id: record for file in self.files for record in file.mechanism})

    @cached_property
    def spread(self) -> tuple[SpreadLevel, ...]:
        """What is said of spread by tumour height."""
        return tuple(record for file in self.files for record in file.spread)

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        """Scores by id."""
        return MappingProxyType({record.id: record for file in self.files for record in file.score})

    @cached_property
    def alpha_betas(self) -> tuple[AlphaBetaRecord, ...]:
        """Alpha/beta ratios of the sources: tumour first, then normal liver, each from low to high."""
        found = [record for file in self.files for record in file.alpha_beta]
        return tuple(sorted(found, key=lambda record: (record.tissue != "tumour", record.value_gy, record.id)))

    @cached_property
    def source_of(self) -> Mapping[str, str]:
        """The source id of every record that has an id."""
        owners: dict[str, str] = {}
        for file in self.files:
            owners.update((name, file.source.id) for name, _ in file.named_records())
        return MappingProxyType(owners)

    @cached_property
    def dissents(self) -> Mapping[str, tuple[tuple[str, Dissent], ...]]:
        """Criterion id to (source id, dissent)."""
        found: dict[str, list[tuple[str, Dissent]]] = {}
        for file in self.files:
            for record in file.dissent:
                found.setdefault(record.criterion, []).append((file.source.id, record))
        return MappingProxyType({criterion: tuple(many) for criterion, many in found.items()})

    @cached_property
    def _criteria_by_modality(self) -> Mapping[Modality, tuple[Criterion, ...]]:
        found: dict[Modality, list[Criterion]] = {}
        for criterion in self.criteria.values():
            found.setdefault(criterion.modality, []).append(criterion)
        return {modality: tuple(many) for modality, many in found.items()}

    def criteria_for(self, modality: Modality) -> tuple[Criterion, ...]:
        """Return the published conditions for one modality."""
        return self._criteria_by_modality.get(modality, ())

    @cached_property
    def _figures_by_modality(self) -> Mapping[Modality, tuple[Figure, ...]]:
        found: dict[Modality, list[Figure]] = {}
        for figure in self.figures.values():
            modality = self.modality_of(figure)
            if modality is not None:
                found.setdefault(modality, []).append(figure)
        return {modality: tuple(many) for modality, many in found.items()}

    def figures_for(self, modality: Modality) -> tuple[Figure, ...]:
        """Return the figures for one modality, superseded ones included."""
        return self._figures_by_modality.get(modality, ())

    def modality_of(self, figure: Figure) -> Modality | None:
        """Return the modality that a figure belongs to: its own, else its cohort's."""
        if figure.modality is not None or figure.cohort is None:
            return figure.modality
        return self.cohorts[figure.cohort].modality

    @cached_property
    def _figures_by_cohort(self) -> Mapping[str, tuple[Figure, ...]]:
        found: dict[str, list[Figure]] = {}
        for figure in self.figures.values():
            if figure.cohort is not None:
                found.setdefault(figure.cohort, []).append(figure)
        return {cohort: tuple(many) for cohort, many in found.items()}

    def figures_of_cohort(self, cohort_id: str) -> tuple[Figure, ...]:
        """Return the figures of one cohort."""
        return self._figures_by_cohort.get(cohort_id, ())

    @cached_property
    def _subsequent_by_modality(self) -> Mapping[Modality, tuple[tuple[Figure, Subsequent], ...]]:
        found: dict[Modality, list[tuple[Figure, Subsequent]]] = {}
        for figure in self.figures.values():
            if figure.superseded_by is None:
                for said in figure.subsequent:
                    found.setdefault(said.after, []).append((figure, said))
        return {modality: tuple(many) for modality, many in found.items()}

    def subsequent_to(self, modality: Modality) -> tuple[tuple[Figure, Subsequent], ...]:
        """Return what is said of treatment after this one, each with the figure that says it."""
        return self._subsequent_by_modality.get(modality, ())

    @cached_property
    def _case_items_by_modality(self) -> Mapping[Modality, tuple[tuple[Figure, CaseItem], ...]]:
        found: dict[Modality, list[tuple[Figure, CaseItem]]] = {}
        for figure in self.figures.values():
            modality = self.modality_of(figure)
            if modality is not None and figure.superseded_by is None:
                found.setdefault(modality, []).extend((figure, item) for item in figure.sets)
        return {modality: tuple(many) for modality, many in found.items()}

    def case_items_set_by(self, modality: Modality) -> tuple[tuple[Figure, CaseItem], ...]:
        """Return what the case has to say once this treatment is given, each with the figure that says so."""
        return self._case_items_by_modality.get(modality, ())

    @cached_property
    def _cautions_by_modality(self) -> Mapping[Modality, tuple[Caution, ...]]:
        found: dict[Modality, list[Caution]] = {}
        for caution in self.cautions.values():
            for modality in caution.modalities:
                found.setdefault(modality, []).append(caution)
        return {modality: tuple(many) for modality, many in found.items()}

    def cautions_for(self, modality: Modality) -> tuple[Caution, ...]:
        """Return the cautions for one modality, whether or not they fire for a patient."""
        return self._cautions_by_modality.get(modality, ())

    def cohorts_for(self, modality: Modality) -> tuple[Cohort, ...]:
        """Return the cohorts of one modality."""
        return tuple(cohort for cohort in self.cohorts.values() if cohort.modality == modality)
