"""The catalogue as a whole: the shipped folder, extended by one of the user's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import parallaxe
from parallaxe.catalog.check import check_references
from parallaxe.catalog.entity_file import EntityFile, Trade, expand
from parallaxe.catalog.family import Family, FamilyFile, Grammar, series
from parallaxe.catalog.files import decode, files_below, parse
from parallaxe.catalog.traditional import with_traditional
from parallaxe.vocabulary.entity import Entity
from parallaxe.vocabulary.errors import CatalogueError
from parallaxe.vocabulary.metric import Metric
from parallaxe.vocabulary.source import Source

_Row = TypeVar("_Row", Metric, Source)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything the catalogue declares that many rooms need; other rooms are read with ``folder``.

    It never changes and is told from others by identity, so that what is made of one is made once (``lru_cache``).

    Args:
        roots: folders it was read from, the shipped one first.
        entities: by slug; the series of each family among them.
        metrics: by id.
        sources: by id.
        families: model families by slug of the series.
        grammar: words of model names.
        context_names: names that count only in context, by slug.
        roles: by slug, of organizations that invest in others or tell figures of them.
    """

    roots: tuple[Path, ...]
    entities: dict[str, Entity] = field(repr=False)
    metrics: dict[str, Metric] = field(repr=False)
    sources: dict[str, Source] = field(repr=False)
    families: dict[str, Family] = field(repr=False)
    grammar: Grammar = field(repr=False)
    context_names: dict[str, list[str]] = field(repr=False)
    roles: dict[str, Trade] = field(repr=False)

    def with_role(self, role: Trade) -> list[Entity]:
        """Organizations that put money into others, or that tell figures of them."""
        return [self.entities[slug] for slug, its in self.roles.items() if its == role]

    def folder(self, name: str) -> list[Path]:
        """Files of one room ("lexicon", "indices"), the user's after the shipped ones."""
        return [path for root in self.roots for path in files_below(root / name)]


def load_catalogue(extra: Path | None = None) -> Catalogue:
    """The shipped catalogue, extended (and per slug or id overridden) by a folder of the same layout.

    Raises:
        CatalogueError: naming file and place: an unknown key, a slug given twice, a reference to
            nothing, or an ``extra`` that is no folder.
    """
    if extra is None:
        return _load((shipped_folder(),))
    if not extra.is_dir():
        raise CatalogueError(
            "is not a folder", where=str(extra), mend="Point the setting 'catalogue' at a folder laid out as catalog/."
        )
    _refuse_strays(extra)
    return _load((shipped_folder(), extra.resolve()))


def _refuse_strays(extra: Path) -> None:
    """A file in a folder nobody reads would be passed over in silence."""
    rooms = {folder.name for folder in shipped_folder().iterdir() if folder.is_dir()}
    for path in files_below(extra):
        room = path.relative_to(extra).parts[0]
        if room not in rooms:
            raise CatalogueError(
                f"'{room}' is no folder of a catalogue" if path.parent != extra else "stands in no folder",
                where=str(path),
                mend=f"Move it to one of {', '.join(sorted(rooms))}.",
            )


def shipped_folder() -> Path:
    """The catalogue inside the installed package, or at the root of a checkout."""
    package = Path(parallaxe.__file__).parent
    installed = package / "_catalog"
    return installed if installed.is_dir() else package.parent.parent / "catalog"


@lru_cache(maxsize=4)
def _load(roots: tuple[Path, ...]) -> Catalogue:
    parts = _Parts()
    for root in roots:
        parts.read(root)
    if parts.grammar is None:
        raise CatalogueError("entities/grammar.yaml is missing", where=str(roots[0]), mend="Reinstall the package.")
    check_references(parts.entities, parts.families, parts.places)
    return Catalogue(
        roots=roots,
        entities=with_traditional(parts.entities),
        metrics=parts.metrics,
        sources=parts.sources,
        families=parts.families,
        grammar=parts.grammar,
        context_names=parts.context,
        roles=parts.roles,
    )


class _Parts:
    """What has been read so far; a later root replaces, two files of one root must not name a slug twice."""

    def __init__(self) -> None:
        self.entities: dict[str, Entity] = {}
        self.families: dict[str, Family] = {}
        self.context: dict[str, list[str]] = {}
        self.roles: dict[str, Trade] = {}
        self.metrics: dict[str, Metric] = {}
        self.sources: dict[str, Source] = {}
        self.places: dict[str, Path] = {}
        self.grammar: Grammar | None = None

    def read(self, root: Path) -> None:
        self.metrics |= _by_id(root / "metrics", list[Metric])
        self.sources |= _by_id(root / "sources", list[Source])
        mine: dict[str, Path] = {}
        files = files_below(root / "entities")
        for path, plain in zip(files, parse(files), strict=True):
            if path.stem == "grammar":
                self.grammar = decode(plain, path, Grammar)
                continue
            for slug in self._families(plain, path) if _is_families(plain) else self._entities(plain, path):
                if slug in mine:
                    raise CatalogueError(
                        f"the slug '{slug}' is given twice, also in {mine[slug]}",
                        where=str(path),
                        mend="Rename or merge one of them.",
                    )
                mine[slug] = path
        self.places |= mine

    def _entities(self, plain: object, path: Path) -> list[str]:
        file = decode(plain, path, EntityFile)
        rows = expand(file, path)
        self.entities |= {entity.slug: entity for entity, _ in rows}
        self.context |= {entity.slug: row.context for entity, row in rows if row.context}
        self.roles |= {entity.slug: role for entity, row in rows if (role := row.role or file.role)}
        return [entity.slug for entity, _ in rows]

    def _families(self, plain: object, path: Path) -> list[str]:
        rows = [series(family) for family in decode(plain, path, FamilyFile).families]
        self.families |= {family.slug: family for family, _ in rows}
        self.entities |= {entity.slug: entity for _, entity in rows}
        return [family.slug for family, _ in rows]


def _is_families(plain: object) -> bool:
    return isinstance(plain, dict) and "families" in plain


def _by_id(folder: Path, type_: type[list[_Row]]) -> dict[str, _Row]:
    rows: dict[str, _Row] = {}
    files = files_below(folder)
    for path, plain in zip(files, parse(files), strict=True):
        for row in decode(plain, path, type_):
            if row.id in rows:
                raise CatalogueError(f"the id '{row.id}' is given twice", where=str(path), mend="Remove one of them.")
            rows[row.id] = row
    return rows
