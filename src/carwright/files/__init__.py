"""Scenarios on disk: the only room that knows file formats.

A scenario is a folder with ``plant.yaml``, ``evidence.yaml``, CSV tables of objects and CSV order
lists. `load` reads one, or tells all that is wrong with it (`load_with_hints` also what is no fault
but hardly meant); `save` writes one that `load` reads
back to the same plant; `new` begins one; `json_schema` serves editors; `scenarios`
finds those that come with carwright.
`load_programme` reads the ``programme.yaml`` of a folder, `save_programme` writes one.
"""

from carwright.files.beginning import new
from carwright.files.json_schema import json_schema
from carwright.files.loading import load, load_with_hints
from carwright.files.programmes import has_plant, has_programme, load_programme, save_programme
from carwright.files.saving import save

__all__ = [
    "has_plant",
    "has_programme",
    "json_schema",
    "load",
    "load_programme",
    "load_with_hints",
    "new",
    "save",
    "save_programme",
]
