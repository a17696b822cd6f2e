"""The schema of index recipes, frozen as the other kinds of catalogue files have theirs."""

import json

import yaml

from parallaxe.analyse.recipe import recipe_schema
from parallaxe.catalog.files import files_below
from parallaxe.catalog.schema import FOLDER


def test_the_shipped_schema_is_that_of_the_type():
    shipped = (FOLDER / "indices.json").read_text("utf-8")
    assert shipped == recipe_schema(), "a type changed: write recipe_schema() to the schemas and say so"


def test_every_recipe_keeps_to_the_schema(root):
    recipe = json.loads(recipe_schema())["$defs"]["Recipe"]
    component = json.loads(recipe_schema())["$defs"]["Component"]
    paths = files_below(root / "catalog" / "indices")
    assert len(paths) >= 12
    for path in paths:
        read = yaml.safe_load(path.read_text("utf-8"))
        assert set(recipe["required"]) <= read.keys() <= recipe["properties"].keys(), path.name
        for part in read["components"]:
            assert set(component["required"]) <= part.keys() <= component["properties"].keys(), path.name
