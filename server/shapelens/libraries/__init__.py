"""What known libraries do: one folder a library. Each module registers itself with `interpreter.registry` when imported."""

import sys

from ..interpreter.registry import LIBRARIES, STAND_INS, alias

_HERE = __name__

LIBRARIES.update(
    {
        "builtins": (f"{_HERE}.builtins",),
        "keras": (f"{_HERE}.keras", f"{_HERE}.tensorflow", f"{_HERE}.numpy"),
        "tensorflow": (f"{_HERE}.tensorflow", f"{_HERE}.keras"),
        "tensorflow_datasets": (f"{_HERE}.tensorflow_datasets", f"{_HERE}.tensorflow", f"{_HERE}.keras"),
        "keras_tuner": (f"{_HERE}.keras", f"{_HERE}.tensorflow", f"{_HERE}.keras_tuner"),
        "kerastuner": (f"{_HERE}.keras", f"{_HERE}.tensorflow", f"{_HERE}.keras_tuner"),
        "cv2": (f"{_HERE}.opencv", f"{_HERE}.numpy"),
        "PIL": (f"{_HERE}.pillow", f"{_HERE}.numpy"),
        "skimage": (f"{_HERE}.scikit_image", f"{_HERE}.numpy"),
        "imageio": (f"{_HERE}.scikit_image", f"{_HERE}.numpy"),
        "gymnasium": (f"{_HERE}.gymnasium", f"{_HERE}.numpy"),
        "gym": (f"{_HERE}.gymnasium", f"{_HERE}.numpy"),
        "numpy": (f"{_HERE}.numpy",),
        "sklearn": (f"{_HERE}.sklearn", f"{_HERE}.numpy"),
        "pandas": (f"{_HERE}.pandas", f"{_HERE}.numpy"),
    }
)

STANDARD = {
    "math": ("mathematics",),
    "cmath": ("mathematics",),
    "functools": ("functools",),
    "operator": ("functools",),
    "itertools": ("itertools",),
    "collections": ("collections",),
    "dataclasses": ("dataclasses",),
    "enum": ("enumerations",),
    "typing": ("typing",),
    "typing_extensions": ("typing",),
    "abc": ("typing",),
    "types": ("typing",),
    "copy": ("copying",),
    "contextlib": ("contextlib",),
    "argparse": ("argparse",),
    "os": ("system",),
    "sys": ("system",),
    "pathlib": ("system",),
    "glob": ("system",),
    "shutil": ("system",),
    "random": ("chance",),
    "secrets": ("chance",),
    "time": ("chance",),
    "re": ("text",),
    "string": ("text",),
    "json": ("text",),
    "textwrap": ("text",),
    "ast": ("text",),
}
"""Modules of the standard library, and the files in `builtins/standard` that say what they hold."""

for _name in (*sys.stdlib_module_names, "typing_extensions"):
    _files = (*STANDARD.get(_name, ()), "silent")
    LIBRARIES.setdefault(_name, (f"{_HERE}.builtins", *(f"{_HERE}.builtins.standard.{file}" for file in _files)))

STAND_INS.update(dict.fromkeys(("keras_hub", "keras_nlp", "keras_cv"), f"{_HERE}.keras_hub"))
alias("kerastuner", "keras_tuner")
STAND_INS["keras.applications"] = f"{_HERE}.keras.applications"

alias("tensorflow.keras", "keras")
alias("tensorflow.python.keras", "keras")
alias("tf_keras", "keras")
alias("keras.api", "keras")
alias("keras.src.layers", "keras.layers")
