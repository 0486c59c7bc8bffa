"""What known libraries do: one folder a library. Each module registers itself with `interpreter.registry` when imported."""

from ..interpreter.registry import LIBRARIES, alias

_HERE = __name__

LIBRARIES.update(
    {
        "keras": (f"{_HERE}.keras", f"{_HERE}.tensorflow", f"{_HERE}.numpy"),
        "tensorflow": (f"{_HERE}.tensorflow", f"{_HERE}.keras"),
        "numpy": (f"{_HERE}.numpy",),
        "sklearn": (f"{_HERE}.sklearn",),
        "pandas": (f"{_HERE}.pandas",),
    }
)

alias("tensorflow.keras", "keras")
alias("tensorflow.python.keras", "keras")
alias("tf_keras", "keras")
alias("keras.api", "keras")
alias("keras.src.layers", "keras.layers")
