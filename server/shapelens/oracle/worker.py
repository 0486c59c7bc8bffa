"""The worker: real Keras behind a pipe, run by the user's interpreter as a script of its own.

It is started without `site` (`-I -S`): neither `sitecustomize` nor the code in `.pth` files of an environment is run, and an
environment that lies in the workspace is no door for the workspace's code. Only installed packages are on the path.

Takes one question a line (JSON, see `questions.py`) on standard input and gives one answer a line on standard output, in
order, after a first line that says which Keras answers, or why none can. It needs nothing but the standard library and
Keras, ends when its input ends, and imports nothing from the folder it is started in. Only names of the public Keras,
NumPy and TensorFlow API are called; user code never arrives here.
"""

from __future__ import annotations

import os
import sys

_HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:] = [p for p in sys.path if p and os.path.abspath(p) not in (_HERE, os.getcwd())]


def _add_packages() -> None:
    """Puts the interpreter's package folders on the path, as `site` would, without the files that `site` would run."""
    import site

    prefixes, environment = [sys.base_prefix, sys.base_exec_prefix], ""
    folder = os.path.dirname(os.path.abspath(sys.executable))
    for place in (folder, os.path.dirname(folder)):
        settings = os.path.join(place, "pyvenv.cfg")
        if not environment and os.path.isfile(settings):
            environment = place
            with open(settings, encoding="utf-8", errors="replace") as lines:
                pairs = [line.lower().partition("=") for line in lines]
            if ("include-system-site-packages", "true") not in [
                (key.strip(), value.strip()) for key, _, value in pairs
            ]:
                prefixes = []
    if environment:
        sys.prefix = sys.exec_prefix = environment
    found = site.getsitepackages([environment, *prefixes] if environment else prefixes)
    if prefixes:
        found.append(site.getusersitepackages())
    sys.path += [folder for folder in dict.fromkeys(found) if os.path.isdir(folder)]


if sys.flags.no_site:
    _add_packages()

import contextlib  # noqa: E402
import gc  # noqa: E402
import importlib  # noqa: E402
import json  # noqa: E402
import math  # noqa: E402
import queue  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402
import warnings  # noqa: E402
from collections.abc import Callable, Iterator  # noqa: E402
from typing import Any  # noqa: E402

SIZE_LIMIT = 50_000_000
"""Elements that one question may allocate in its inputs, its weights or its outputs."""

BATCH = 2
"""What an eager run puts in place of a batch axis of None."""

TIDY_EVERY = 400
"""Questions between two clean-ups of Keras's global state."""

_CALLABLE = {
    "keras": (
        "layers.",
        "ops.",
        "losses.",
        "activations.",
        "initializers.",
        "regularizers.",
        "constraints.",
        "random.",
        "metrics.",
        "dtype_policies.",
        "utils.to_categorical",
        "utils.normalize",
        "utils.pad_sequences",
        "Input",
        "Sequential",
        "DTypePolicy",
    ),
    "numpy": ("",),
    "tensorflow": ("math.", "nn.", "image.", "linalg.", "signal.", "random.", "strings.", "sparse.", "bitwise.", "*"),
}
"""What may be called, by package: prefixes below it; "" is everything, "*" every name directly in the package."""

_FORBIDDEN = {
    *("keras.layers.TFSMLayer", "keras.layers.deserialize", "tensorflow.py_function", "tensorflow.numpy_function"),
    *("tensorflow.load_op_library", "tensorflow.load_library", "tensorflow.Module", "tensorflow.print"),
    *(f"numpy.{name}" for name in ("load", "save", "savez", "savez_compressed", "savetxt", "loadtxt", "genfromtxt")),
    *(
        f"numpy.{name}"
        for name in ("fromfile", "fromregex", "memmap", "DataSource", "test", "info", "f2py", "ctypeslib")
    ),
    *(f"numpy.{name}" for name in ("vectorize", "frompyfunc", "lib", "testing", "core", "_core", "apply_along_axis")),
}
"""Names that read or write files, or run what they are given."""


class Refused(Exception):
    """The question cannot be put to Keras: an unknown or forbidden name, or a size past the limit."""


class Rejected(Exception):
    """Keras raised `error` at `stage` ("construct" or "call")."""

    def __init__(self, stage: str, error: BaseException) -> None:
        super().__init__(stage)
        self.stage = stage
        self.error = error


class Judge:
    """The installed Keras, asked one question at a time."""

    def __init__(self) -> None:
        self.keras: Any = importlib.import_module("keras")
        version = str(getattr(self.keras, "__version__", "?"))
        if not version.split(".")[0].isdigit() or int(version.split(".")[0]) < 3:
            raise ImportError(f"Keras {version} is installed; Keras 3 or later is needed")
        self.version = version
        self.backend = str(self.keras.config.backend())
        self._asked = 0
        gc.collect()
        gc.freeze()

    def answer(self, question: dict[str, Any]) -> dict[str, Any]:
        """The answer to one question, as plain JSON values. Never raises."""
        self._asked += 1
        if self._asked % TIDY_EVERY == 0:
            self.keras.utils.clear_session()
        started = time.perf_counter()
        try:
            self.keras.config.set_image_data_format(question.get("data_format") or "channels_last")
            ask = {"layer": self._layer, "function": self._function, "loss": self._loss}[question["ask"]]
            result = ask(question)
        except Refused as refusal:
            result = {"refused": str(refusal)}
        except Exception as error:
            result = {"refused": f"the worker failed: {type(error).__name__}: {error}"}
        result["seconds"] = round(time.perf_counter() - started, 6)
        return result

    # -- layers -------------------------------------------------------------------------------------------------------

    def _layer(self, question: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        _guard(question.get("inputs"), question.get("call_kwargs"))
        layers: list[Any] = []
        result["symbolic"] = self._run(lambda: self._call_layer(question, self._symbolic, layers, allocate=False))
        if "stateless scope" in result["symbolic"].get("error", {}).get("message", ""):
            layers.clear()  # it keeps state of its own (an RNN's `stateful`): then with values
            result["symbolic"] = self._run(lambda: self._call_layer(question, self._symbolic, layers, allocate=True))
        if layers:
            result.update(_described(layers[0]))
        if not question.get("eager") or not _is_concrete(question.get("inputs"), question.get("call_kwargs")):
            return result
        too_large = max(result.get("parameters") or 0, _elements(result["symbolic"].get("outputs"))) > SIZE_LIMIT
        if too_large:
            result["eager"] = {"refused": "too large to run"}
        else:
            result["eager"] = self._run(lambda: self._call_layer(question, self._eager, [], allocate=True))
        return result

    def _call_layer(
        self, question: dict[str, Any], tensor: Callable[[Any], Any], layers: list[Any], *, allocate: bool
    ) -> Any:
        """Constructs the layer, appends it to `layers` and calls it; without `allocate` its weights stay shapes."""
        make = self._find(question["name"])
        with contextlib.nullcontext() if allocate else self._without_values():
            args, kwargs = self._arguments(question, tensor)
            layer = _attempt("construct", lambda: make(*args, **kwargs))
            layers.append(layer)
            call_kwargs = self._value(question.get("call_kwargs") or {}, tensor)
            if question.get("inputs") is None:
                return _attempt("call", lambda: getattr(layer, "output", None))
            inputs = self._value(question["inputs"], tensor)
            return _attempt("call", lambda: layer(inputs, **call_kwargs))

    @contextlib.contextmanager
    def _without_values(self) -> Iterator[None]:
        """Variables made inside have a shape and no value: Keras gives them one at the end of the scope, if it knows them."""
        with self.keras.StatelessScope():
            try:
                yield
            finally:
                _state("uninitialized_variables", [])

    # -- functions ----------------------------------------------------------------------------------------------------

    def _function(self, question: dict[str, Any]) -> dict[str, Any]:
        _guard(question.get("args"), question.get("kwargs"))
        function = self._find(question["name"])

        def call(tensor: Callable[[Any], Any]) -> Any:
            args, kwargs = self._arguments(question, tensor)
            return _attempt("call", lambda: function(*args, **kwargs))

        result: dict[str, Any] = {}
        package = question["name"].partition(".")[0]
        on_arrays = package == "numpy" or question["name"].startswith("keras.utils.")
        if package == "keras" and not on_arrays:
            result["symbolic"] = self._run(lambda: call(self._symbolic))
        elif package == "tensorflow":
            result["symbolic"] = self._run(lambda: self._traced(call))
        if on_arrays or question.get("eager"):
            eager = self._array if on_arrays else self._eager
            if not _is_concrete(question.get("args"), question.get("kwargs")):
                result["eager"] = {"refused": "a dimension is not known"}
            elif _elements(result.get("symbolic", {}).get("outputs")) > SIZE_LIMIT:
                result["eager"] = {"refused": "too large to run"}
            else:
                result["eager"] = self._run(lambda: call(eager))
        return result

    def _loss(self, question: dict[str, Any]) -> dict[str, Any]:
        """Asks the loss as `compile(loss=...)` and `fit` do: through CompileLoss, traced with a batch of None."""
        _guard(question["y_true"], question["y_pred"])
        compile_utils = importlib.import_module("keras.src.trainers.compile_utils")

        def call(tensor: Callable[[Any], Any]) -> Any:
            loss = question["name"]
            if "." in loss:
                loss = self._find(loss)
                if isinstance(loss, type):
                    args, kwargs = self._arguments(question, tensor)
                    made = loss
                    loss = _attempt("construct", lambda: made(*args, **kwargs))
            y_true, y_pred = tensor(question["y_true"]), tensor(question["y_pred"])
            return _attempt("call", lambda: compile_utils.CompileLoss(loss)(y_true, y_pred))

        result: dict[str, Any] = {}
        if self.backend == "tensorflow":
            result["symbolic"] = self._run(lambda: self._traced(call))
        if question.get("eager") and _is_concrete(question["y_true"], question["y_pred"]):
            result["eager"] = self._run(lambda: call(self._eager))
        return result

    def _traced(self, call: Callable[[Callable[[Any], Any]], Any]) -> Any:
        """Runs `call` on placeholders of a TensorFlow graph, as inside a layer or a compiled step."""
        tf: Any = importlib.import_module("tensorflow")
        with tf.Graph().as_default():
            return call(lambda spec: tf.compat.v1.placeholder(spec["dtype"], spec["tensor"]))

    # -- values -------------------------------------------------------------------------------------------------------

    def _arguments(self, question: dict[str, Any], tensor: Callable[[Any], Any]) -> tuple[list[Any], dict[str, Any]]:
        args = [self._value(value, tensor) for value in question.get("args") or []]
        kwargs = {name: self._value(value, tensor) for name, value in (question.get("kwargs") or {}).items()}
        return args, kwargs

    def _value(self, value: Any, tensor: Callable[[Any], Any]) -> Any:
        """The Python value that a JSON value stands for."""
        if isinstance(value, list):
            return [self._value(item, tensor) for item in value]
        if not isinstance(value, dict):
            return value
        if "tensor" in value:
            return tensor(value)
        if "tuple" in value:
            return tuple(self._value(item, tensor) for item in value["tuple"])
        if "dict" in value:
            return {key: self._value(item, tensor) for key, item in value["dict"].items()}
        if "layer" in value:
            make = self._find(value["layer"])
            args, kwargs = self._arguments(value, tensor)
            return _attempt("construct", lambda: make(*args, **kwargs))
        if "function" in value:
            return self._find(value["function"])
        if "array" in value:
            return importlib.import_module("numpy").array(value["array"], value.get("dtype"))
        return {key: self._value(item, tensor) for key, item in value.items()}

    def _find(self, name: str) -> Any:
        """The library's object of that dotted name."""
        package, _, rest = name.partition(".")
        allowed = any(
            (prefix == "*" and "." not in rest) or (prefix != "*" and rest.startswith(prefix))
            for prefix in _CALLABLE.get(package, ())
        )
        private = any(part.startswith("_") for part in rest.split("."))
        if not allowed or private or any(name == bad or name.startswith(bad + ".") for bad in _FORBIDDEN):
            raise Refused(f"{name} may not be called")
        found: Any = importlib.import_module(package)
        for part in rest.split("."):
            found = getattr(found, part, None)
            if found is None:
                raise Refused(f"{name} does not exist in this {package}")
        return found

    def _symbolic(self, spec: dict[str, Any]) -> Any:
        return self.keras.KerasTensor(tuple(spec["tensor"]), dtype=spec["dtype"])

    def _eager(self, spec: dict[str, Any]) -> Any:
        array = self._array(spec)
        if self.backend == "tensorflow":
            return importlib.import_module("tensorflow").convert_to_tensor(array)
        return self.keras.ops.convert_to_tensor(array)

    def _array(self, spec: dict[str, Any]) -> Any:
        numpy: Any = importlib.import_module("numpy")
        shape = [BATCH if size is None else size for size in spec["tensor"]]
        if spec["dtype"] == "string":
            return numpy.full(shape, "a", dtype=object)
        return numpy.zeros(shape, dtype=spec["dtype"])

    def _run(self, call: Callable[[], Any]) -> dict[str, Any]:
        """What came out of `call`, or the error that Keras raised."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                outputs = call()
                return {"accepted": True, "outputs": _encoded(outputs)}
        except Rejected as rejection:
            error = rejection.error
            if (
                isinstance(error, (MemoryError, ImportError, RecursionError))
                or type(error).__name__ == "ResourceExhaustedError"
            ):
                return {"refused": f"{type(error).__name__}: {error}"[:2000]}
            said = {"type": type(error).__name__, "message": str(error)[:2000], "stage": rejection.stage}
            return {"accepted": False, "error": said}
        finally:
            _state("current_call_ctx", None)  # what a call that failed may leave behind


def _state(name: str, value: Any) -> None:
    """Sets one of Keras's global attributes."""
    importlib.import_module("keras.src.backend.common.global_state").set_global_attribute(name, value)


def _attempt(stage: str, call: Callable[[], Any]) -> Any:
    try:
        return call()
    except (Refused, Rejected):
        raise
    except Exception as error:
        raise Rejected(stage, error) from error


def _described(layer: Any) -> dict[str, Any]:
    """A built layer's weights and parameters."""
    try:
        if not layer.built:
            return {}
        weights = [
            {"name": w.name, "shape": list(w.shape), "dtype": str(w.dtype), "trainable": bool(w.trainable)}
            for w in layer.weights
        ]
    except Exception:
        return {}
    return {"weights": weights, "parameters": sum(math.prod(w["shape"]) for w in weights)}


def _encoded(value: Any) -> Any:
    """A result as JSON: tensors as shape and dtype, what has no JSON form as its type's name."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    shape = getattr(value, "shape", None)
    if shape is not None and hasattr(value, "dtype"):
        dtype = getattr(value.dtype, "name", value.dtype)
        rank = getattr(shape, "rank", 0)
        return {"tensor": None if rank is None else [_size(size) for size in shape], "dtype": str(dtype)}
    if isinstance(value, dict):
        return {"dict": {str(key): _encoded(item) for key, item in value.items()}}
    if isinstance(value, (tuple, list)):
        items = [_encoded(item) for item in value]
        return items if isinstance(value, list) else {"tuple": items}
    return {"other": type(value).__name__}


def _size(size: Any) -> Any:
    return None if size is None else int(size)


def _specs(*values: Any) -> Iterator[dict[str, Any]]:
    for value in values:
        if isinstance(value, dict):
            if "tensor" in value:
                yield value
            else:
                yield from _specs(*value.values())
        elif isinstance(value, list):
            yield from _specs(*value)


def _is_concrete(*values: Any) -> bool:
    """True where no axis but the first is None."""
    return all(None not in spec["tensor"][1:] for spec in _specs(*values))


def _elements(*values: Any) -> int:
    """The most elements that a tensor among `values` has, None counted as the eager batch."""
    shapes = [spec["tensor"] for spec in _specs(*values) if spec["tensor"] is not None]
    return max((math.prod(BATCH if size is None else max(size, 1) for size in shape) for shape in shapes), default=0)


def _guard(*values: Any) -> None:
    if _elements(*values) > SIZE_LIMIT:
        raise Refused(f"an input has more than {SIZE_LIMIT} elements")


def _limit_memory(amount: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        resource: Any = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_DATA, (amount, amount))


def main() -> int:
    """Answers until the input ends. The process ends with the client, whatever it is doing then."""
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    questions: queue.Queue[str] = queue.Queue()

    def read() -> None:
        for line in sys.stdin:
            questions.put(line)
        os._exit(0)

    if len(sys.argv) > 1:
        _limit_memory(int(sys.argv[1]))
    try:
        judge = Judge()
    except BaseException as error:
        wire.write(json.dumps({"missing": f"{type(error).__name__}: {error}"[:2000]}) + "\n")
        return 0
    wire.write(json.dumps({"keras": judge.version, "backend": judge.backend}) + "\n")
    threading.Thread(target=read, daemon=True).start()
    while True:
        wire.write(json.dumps(judge.answer(json.loads(questions.get()))) + "\n")


if __name__ == "__main__":
    sys.exit(main())
