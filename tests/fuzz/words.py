"""The words of generated programs: expressions of every kind, what parameters are meant for, scraps of half-typed text."""

from __future__ import annotations

import re

from replay.habits import SCRAPS as TYPED


def listed(text: str) -> tuple[str, ...]:
    """The expressions in a text, between semicolons."""
    return tuple(" ".join(item.split()) for item in re.split(r"\s;(?=\s)", text))


HEADER = """\
import keras, math, itertools, functools, collections, re, random, sklearn, sys, os
import numpy as np
import numpy
import pandas as pd
import pandas
import tensorflow as tf
import tensorflow
from keras import layers, Input, ops
from dataclasses import dataclass
inputs = keras.Input((8, 8, 3))
model = keras.Sequential([keras.Input((4,)), layers.Dense(3)])
array = np.zeros((4, 5))
"""
VALUES = listed("""
keras.Input((8, 8, 3)) ; Input((20, 32)) ; Input((None, None, 4)) ; Input((5,), batch_size=2) ; Input(()) ; np.zeros((4, 5)) ; np.arange(10)
; np.ones((2, 3, 4), 'int32') ; np.array([[1, 2], [3]]) ; np.float32(3) ; tf.constant([1, 2]) ;
tf.data.Dataset.from_tensor_slices((np.zeros((9, 4)), np.zeros(9))) ; tf.zeros((3, 3)) ; pd.DataFrame({'p': [1, 2], 'q': [3, 4]}) ;
pd.read_csv('x.csv') ; pd.Series([1, 2, 3]) ; np.random.rand(3, 3) ; layers.Dense(3) ; layers.LSTM(4, return_sequences=True) ;
keras.Model(inputs, inputs) ; keras.Sequential() ; keras.datasets.mnist.load_data() ; ops.ones((2, 3)) ; (Input((3,)), Input((4,))) ;
[Input((3,)), Input((3,))] ; iter([1, 2]) ; zip([1], [2]) ; collections.defaultdict(list) ; itertools.count() ; re.compile('a') ; 'a b c' ;
{'a': Input((3,)), 'b': 2} ; open('x') ; unknown_thing ; len(unknown_thing) ; {1, 2} ; b'abc'
""")
CONSTANTS = listed("""
0 ; 1 ; 2 ; -1 ; 3 ; 8 ; 32 ; 10**20 ; 2.5 ; -0.0 ; 1e400 ; 1j ; float('nan') ; True ; False ; None ; ... ; '' ; 'same' ; 'relu' ;
'channels_first' ; 'abc,b->c' ; b'x' ; f'{units!r:>{n}}' ; () ; [] ; {} ; set() ; (1,) ; (None, 3) ; (2, 3) ; [4, 5] ; (-1, 4) ; {'a': 1} ;
slice(1, None) ; inputs ; model ; array ; (lambda x: x) ; (lambda *a, **k: a) ; range(3) ; object() ; int ; type ; print
""")
KEYWORDS = listed("""
axis ; axes ; shape ; dtype ; units ; filters ; kernel_size ; strides ; padding ; name ; activation ; input_shape ; return_sequences ;
return_state ; training ; mask ; rate ; size ; n ; num_heads ; key_dim ; batch_size ; epochs ; loss ; metrics ; optimizer ; keepdims ;
data_format ; output_dim
""")
OPERATORS = ("+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^")
COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not")
NAMES = ("a", "b", "c", "x", "y", "n", "units", "self", "layer", "f", "g", "A", "B")

ODD = listed("""
None ; '' ; 'abc' ; 0 ; -1 ; 1 ; 3 ; 10**20 ; -10**9 ; 2.5 ; float('nan') ; float('inf') ; True ; 1j ; () ; [] ; {} ; (None,) ; [None, 3] ;
[[1, 2], [3]] ; [[[]]] ; {'a': 1} ; {'a': Input((3,))} ; {1: 2} ; (lambda: 0) ; (lambda x: x) ; (lambda *a, **k: a) ; len ; int ; dict ;
layers.Dense ; keras ; ... ; b'x' ; slice(None) ; slice(1, None, -1) ; range(5) ; range(0) ; set() ; frozenset() ; object() ; unknown_thing
; [unknown_thing] ; (unknown_thing, 3) ; {'a': unknown_thing} ; [1] * unknown_thing ; unknown_thing.shape ; [Input((3,)), None] ;
[Input((3,)), 'a', 5] ; (Input((3,)), Input((None, 4))) ; np.zeros(()) ; np.zeros((0, 3)) ; np.array('a') ; np.array([None]) ;
np.array([1, 2, 3]) ; tf.constant('a') ; tf.constant([[1, 2]]) ; np.int64(3) ; 'float32' ; np.float32 ; tf.int32 ; 'channels_first' ;
'valid' ; 'i,j->ij' ; 'relu' ; inputs ; model ; array
""")
TENSORS = listed("""
inputs ; array ; Input((3,)) ; Input((20, 32)) ; Input((None, None, 4)) ; Input(()) ; Input((8, 8, 8, 2)) ; np.zeros((4, 5)) ; np.zeros(7) ;
np.arange(10) ; tf.zeros((2, 3, 4)) ; ops.ones((2, 3)) ; [1, 2, 3] ; 3 ; 2.5 ; np.array([[1, 2], [3, 4]]) ; [[1., 2.], [3., 4.]] ;
tf.constant([True, False]) ; unknown_thing ; keras.Input((None, 3), batch_size=2) ; np.random.rand(2, 6, 6, 3) ;
keras.Variable(np.zeros((2, 2))) ; len(unknown_thing)
""")
AXES = listed("""
0 ; 1 ; -1 ; 2 ; -2 ; 9 ; -9 ; None ; (0, 1) ; (0, -1) ; [1] ; (1, 1) ; () ; True ; 1.0 ; unknown_thing
""")
SIZES = listed("""
1 ; 2 ; 3 ; 4 ; 8 ; 16 ; 0 ; -1 ; None ; float("inf") ; float("nan") ; (2, 2) ; (3,) ; [2, 2] ; (1, 2, 3) ; (1, 1, 1) ; unknown_thing ; 2.0
""")
SHAPES = listed("""
(2, 3) ; (3,) ; () ; (-1,) ; (float("nan"), 3) ; (-1, 4) ; (None, 4) ; [2, 10] ; 4 ; (4, 5) ; (-1, -1) ; (0, 3) ; (len(unknown_thing), 3) ; np.array([4, 5])
""")
FLAGS = listed("""
True ; False ; None ; 1 ; unknown_thing
""")
FUNCTIONS = listed("""
(lambda x: x) ; (lambda x, y: x) ; (lambda *a: a) ; (lambda: 1) ; tf.reduce_sum ; len ; layers.Dense(3) ; model ; f
""")
TEXTS = listed("""
'a' ; 'p' ; 'q' ; 'x' ; ['p'] ; ['p', 'q'] ; None ; 'relu' ; 'same' ; 'valid' ; 'causal' ; 'channels_last' ; 'mean'
""")
DTYPES = listed("""
'float32' ; 'int32' ; 'bool' ; 'string' ; np.float64 ; tf.int32 ; int ; float ; None ; 'no_such' ; object
""")

MEANT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("axis axes dim dims axis1 axis2 batch_dims batch_axis source destination start_axis", AXES),
    ("n units filters kernel_size strides size pool_size rate num depth k N M num_heads key_dim rank repeats", SIZES),
    (
        "batch_size epochs window length steps count buffer_size shift num_classes mask_value input_dim block_size",
        SIZES,
    ),
    ("output_dim input_length num_splits num_tokens max_tokens groups depth_multiplier factor height width", SIZES),
    ("shape newshape target_shape input_shape output_shape batch_shape reps multiples perm paddings pad_width", SHAPES),
    (
        "keepdims keep_dims training return_sequences return_state use_bias stateful unroll shuffle drop_remainder",
        FLAGS,
    ),
    ("f fn func function map_func cond body true_fn false_fn key reduce_func layer cell callback objective", FUNCTIONS),
    ("name padding data_format activation mode method kernel_initializer loss metrics optimizer columns by on", TEXTS),
    ("dtype dtypes output_types Tout out_type output_signature", DTYPES),
    (
        "x x1 x2 a b A B y input inputs tensor tensors value values array arrays data labels logits y_true y_pred",
        TENSORS,
    ),
)
"""What parameters of these names are meant for."""

MAKERS = (
    *VALUES,
    *listed("""
1 ; 2.5 ; 1j ; None ; True ; 'text' ; b'bytes' ; (1, 2) ; [1, 2] ; {1, 2} ; {'a': 1} ; range(4) ; slice(1, 2) ; len(unknown_thing) ;
len(unknown_thing) // 2 ; int ; int | None ; tf.float32 ; np.dtype('int8') ; itertools.cycle('ab') ; tf.TensorSpec((None, 3)) ;
tf.io.FixedLenFeature([], tf.int64) ; tf.GradientTape() ; tf.TensorArray(tf.float32, 3) ; tf.lookup.StaticHashTable(1, 2) ;
keras.initializers.GlorotUniform() ; keras.regularizers.L2(0.1) ; np.finfo('float32') ; keras.utils.load_img('a.png') ; np.mgrid ; np.ogrid
; sklearn.datasets.load_iris() ; functools.partial(len, [1]) ; pd.DataFrame({'p': [1], 'q': [2]}).iloc ; pd.Series([1, 2]).str ;
pd.DataFrame(unknown_thing) ; pd.Series(unknown_thing) ; tf.data.Dataset.range(4).batch(2) ; tf.data.TFRecordDataset('a') ;
tf.data.Dataset.from_tensors(unknown_thing) ; layers.MultiHeadAttention(2, 3) ; layers.Bidirectional(layers.LSTM(3)) ;
layers.TextVectorization() ; layers.LSTMCell(3) ; keras.optimizers.Adam() ; keras.metrics.Mean() ; keras.losses.MeanSquaredError() ;
keras.callbacks.EarlyStopping() ; keras.Model(inputs, layers.Dense(3)(inputs)) ; keras.applications.VGG16(weights=None) ;
keras.preprocessing.text.Tokenizer() ; sklearn.preprocessing.StandardScaler() ; sklearn.preprocessing.OneHotEncoder() ; re.match('a', 'a') ;
math ; keras.layers ; collections.OrderedDict() ; collections.Counter('ab') ; collections.deque([1]) ;
collections.namedtuple('N', 'a b')(1, 2) ; ValueError('a') ; super ; object() ; print ; (lambda x: x) ; A() ; A ; random.random() ; os.path
; keras.random.SeedGenerator(1)
"""),
)
"""An expression for each kind of value."""
PROGRAM = """\
class A(layers.Layer):
    def __init__(self, n=3):
        super().__init__()
        self.n = n
    def call(self, x):
        return x
def f(*a, **k):
    return a
"""
SYNTAX = listed("""
{a}[{b}] ; {a}[{b}:{c}] ; {a}[..., {b}] ; {a}[:, None, {b}] ; {a}[::{b}] ; {a}[{b}, {c}] ; len({a}) ; list({a}) ; [i for i in {a}] ;
{{i: {b} for i in {a}}} ; bool({a}) ; -{a} ; ~{a} ; not {a} ; {a} and {b} ; str({a}) ; f'{{{a}!r:>9}}' ; hash({a}) ; sorted({a}) ; {a}({b})
; {a}({b}, {c}) ; next(iter({a})) ; dict({a}) ; tuple({a}) ; sum({a}) ; max({a}, {b}) ; zip({a}, {b}) ; dict(zip({a}, {b})) ; {a}.shape[{b}]
; {a}.shape + ({b},) ; np.array({a}) ; layers.Dense(3)({a}) ; isinstance({a}, {b}) ; {a} if {b} else {c} ; ({a}, *{b}) ; [*{a}, {b}] ;
{{**{a}}} ; f(*{a}) ; f(**{a}) ; map({a}, {b}) ; {a} % {b} ; enumerate({a}) ; setattr({a}, 'x', {b}) ; getattr({a}, {b}, None) ;
{a}.__class__({b}) ; type({a})({b}) ; copy.deepcopy({a}) ; keras.Model({a}, {b})
""")
CHANGES = listed("""
{r} += {b} ; {r}[{a}] = {b} ; {r}.x = {a} ; del {r}[{a}] ; {r}, y = {a} ; for y in {r}: y ; with {r} as y: y ; {r} @= {a} ; *y, {r} = {a}
""")
EXPRESSIONS = listed("""
<c> ; <c> ; <c> ; (<e> <o> <e>) ; (<e> <q> <e>) ; (<e> <q> <e> <q> <e>) ; (<e> and <e>) ; (<e> or <e>) ; (-<e>) ; (~<e>) ; (not <e>) ; (+<e>)
; (<e>).<m> ; (<e>).<m>(<a>) ; (<e>)[<i>] ; (<e>)(<a>) ; (<e> if <e> else <e>) ; [<e>, <e>] ; [*<e>, *<e>] ; (<e>, <e>) ; (*<e>,) ; {<e>, <e>} ; {*<e>}
; {<e>: <e>, **<e>} ; {'a': <e>, 'b': <e>} ; [<e> for <t> in <e> if <e>] ; [<e> for <n> in <e> for <n> in <e>] ; [[<e> for <n> in <e>] for <n> in <e>]
; {<e> for <n> in <e>} ; {<e>: <e> for <n> in <e>} ; {**{<e>: <e> for <n> in <e>}} ; sum(<e> for <n> in <e>) ; (<e> for <n> in <e>) ; list(<e> for <n>, <n> in <e>)
; [<e> async for <n> in <e>] ; (await <e>) ; (yield <e>) ; (yield from <e>) ; (lambda <s>: <e>) ; (lambda <s>: (yield <e>)) ; (lambda: <e>)(<a>) ; (<n> := <e>)
; [<n> := <e>, <n>] ; [<n> for <n> in <e> if (<n> := <e>)] ; f'{<n>}' ; f'{<n>!r:>{<n>}}' ; f'{<n>:{<n>}.{<n>}}' ; f'{<n>=}' ; f"{'x' if <n> else <n>}"
; f"{f'{<n>:{n}}' + 'a'}" ; f'{{}}{<n>:%Y}' ; rf'\\d{<n>}' ; 'a' 'b' f'{<n>}' ; '%s %d %(a)s' % <e> ; '{} {a!r:>{b}} {0[1]}'.format(<a>) ; b'a' % <e>
; super().<m>(<a>) ; super(<e>, <e>).<m> ; type(<e>) ; type(<e>)(<a>) ; type('X', (<n>,), {'call': <e>, '__init__': <n>})(<a>) ; isinstance(<e>, <e>)
; getattr(<e>, <e>) ; getattr(<e>, <e>, <e>) ; hasattr(<e>, <e>) ; vars(<e>) ; dir(<e>) ; callable(<e>) ; issubclass(<e>, <e>) ; id(<e>) ; hash(<e>)
; functools.partial(<e>, <a>)(<a>) ; functools.reduce(<e>, <e>, <e>) ; list(map(<e>, <e>)) ; filter(<e>, <e>) ; sorted(<e>, key=<e>, reverse=<e>) ; max(<e>, key=<e>)
; dict(zip(<e>, <e>)) ; dict(<a>) ; enumerate(<e>, <e>) ; iter(<e>, <e>) ; next(<e>, <e>) ; all(<e>) ; any(<e> for <n> in <e>) ; reversed(<e>) ; slice(<e>, <e>, <e>)
; eval(<e>) ; exec(<e>) ; __import__(<e>) ; globals() ; locals()[<e>] ; int(<e>) ; float(<e>) ; str(<e>) ; bool(<e>) ; round(<e>, <e>) ; pow(<e>, <e>, <e>) ; divmod(<e>, <e>)
; keras.Model(<e>, <e>) ; keras.Model(inputs=<e>, outputs=<e>)(<a>) ; keras.Sequential([<e>, <e>]) ; keras.Sequential(<e>)(<e>) ; layers.Dense(<e>)(<e>)
; layers.LSTM(<e>, return_sequences=<e>)(<e>) ; layers.Conv2D(<e>, <e>, strides=<e>, padding=<e>)(<e>) ; layers.Reshape(<e>)(<e>) ; layers.Concatenate(axis=<e>)([<e>, <e>])
; layers.TimeDistributed(<e>)(<e>) ; layers.Bidirectional(<e>)(<e>) ; layers.RNN(<e>)(<e>) ; layers.Lambda(<e>, output_shape=<e>)(<e>) ; layers.Wrapper(<e>) ; layers.Add()(<e>)
; np.array(<e>, dtype=<e>) ; np.array([[<e>, <e>], [<e>]]) ; np.reshape(<e>, <e>) ; np.concatenate([<e>, <e>], <e>) ; np.asarray(<e>)[<i>] ; np.zeros(<e>) ; np.random.randint(<a>)
; tf.constant(<e>, shape=<e>) ; tf.reshape(<e>, <e>) ; tf.shape(<e>)[<i>] ; tf.concat([<e>, <e>], <e>) ; tf.cond(<e>, <e>, <e>) ; tf.while_loop(<e>, <e>, <e>) ; tf.map_fn(<e>, <e>)
; tf.data.Dataset.from_tensor_slices(<e>).batch(<e>).map(<e>) ; tf.data.Dataset.from_generator(<e>, output_types=<e>) ; <n>.shape[<i>] ; <n>.fit(<a>) ; <n>.predict(<e>)
; ops.einsum(<e>, <e>, <e>) ; ops.reshape(<e>, <e>) ; ops.concatenate([<e>, <e>], axis=<e>) ; pd.DataFrame(<e>)[<e>].values ; pd.concat([<e>, <e>], axis=<e>) ; <n>.loc[<i>]
; keras.utils.to_categorical(<e>, <e>) ; train_test_split(<e>, <e>, test_size=<e>) ; dataclasses.replace(<e>, <a>) ; collections.namedtuple(<e>, <e>)(<a>) ; copy.deepcopy(<e>)
; layers.deserialize(<e>) ; keras.models.clone_model(<e>) ; <n>.from_config(<n>.get_config()) ; <n>.get_layer(<e>) ; <n>.layers[<i>] ; re.sub(<e>, <e>, <e>) ; <e> if <e> else (<e>)
""")
SIMPLE = listed("""
<t> = <e> ; <t> = <e> ; <n> = <c> ; <n> = <c> ; <n> = <c> ; <c> ; <e> ; <n> <o>= <e> ; <n>[<i>] <o>= <e> ; <n>.<m> <o>= <e> ; <n>: <e> = <e> ; <n>: <e> ; self.x: <e> = <e>
; <n> = <t> = <e> ; del <t> ; assert <e>, <e> ; assert isinstance(<n>, <e>) ; raise <e> ; raise <e> from <e> ; raise ; return <e> ; return ; yield <e> ; yield from <e>
; <n> = yield <e> ; await <e> ; global <n> ; nonlocal <n> ; pass ; ... ; break ; continue ; import keras as <n> ; import numpy.linalg, tensorflow as <n> ; import missing.<n>
; from <k> import <n> ; from <k> import * ; from keras.layers import Dense as <n>, LSTM ; from __future__ import annotations ; type <n> = <e> ; type <n>[T: <e>, *U] = <e>
; <t> = <t>, <t> ; <n>, <n> = <n>, <n> ; *<n>, <n> = <e> ; <n>.x = <n> ; <n>[<e>] = <n> ; <n>.append(<n>) ; <n>.__class__ = <n> ; <n>.__dict__['x'] = <e> ; globals()[<e>] = <e>
; setattr(<n>, <e>, <e>) ; delattr(<n>, <e>) ; exec(<e>) ; print(<e>, file=<e>) ; model.add(<a>) ; model.fit(<a>) ; model.compile(<a>) ; model.build(<a>) ; <n>.build(<e>)
; model.fit(<e>, <e>, validation_data=(<e>, <e>), epochs=<e>) ; <n>.compile(loss=<e>, metrics=[<e>]) ; <n>.add(<e>) ; keras.backend.set_image_data_format(<e>) ; <n>.trainable = <e>
; x = <n>(x) ; x = layers.Dense(<e>)(x) ; <n> = layers.<m>(<a>)(<n>) ; # shapelens: ignore ; <n> = <e>  # shape: (None, <n>) ; <n> = <e>; <n> = <e>; del <n> ; (<n>) = (<e>) ; <n>.__init__(<a>)
""")
BLOCKS = (
    "if <e>:\n    ...\nelif <e>:\n    ...\nelse:\n    ...",
    "if (<n> := <e>):\n    ...",
    "for <t> in <e>:\n    ...\nelse:\n    ...",
    "for <n> in range(<e>):\n    ...\n    if <e>: break\n    ...",
    "for <n> in range(10**9):\n    ...",
    "async for <t> in <e>:\n    ...",
    "while <e>:\n    ...\nelse:\n    ...",
    "while True:\n    ...\n    if <e>: continue\n    ...",
    "with <e> as <t>:\n    ...",
    "with <e> as <n>, <e>, <c> as (<n>, <n>):\n    ...",
    "with (<e> as <n>, <e> as <n>,):\n    ...",
    "async with <e> as <n>:\n    ...",
    "try:\n    ...\nexcept <e> as e:\n    ...\nexcept (<e>, <e>):\n    raise\nelse:\n    ...\nfinally:\n    ...",
    "try:\n    ...\nexcept* <e> as e:\n    ...\nexcept* (<e>):\n    ...",
    "try:\n    ...\nfinally:\n    return <e>",
    "@<d>\ndef <n>(<s>):\n    ...",
    "@<d>\n@<d>\ndef <n>(<s>) -> <e>:\n    '''<n>'''\n    ...\n    return <n>",
    "def <n>(<s>):\n    def <n>(<s>):\n        nonlocal <n>\n        ...\n    ...\n    return <n>",
    "def <n>[T: int, **P](<s>) -> T:\n    ...",
    "def <n>(<s>):\n    for <n> in <e>:\n        yield <e>\n    <n> = yield from <e>\n    ...",
    "async def <n>(<s>):\n    ...\n    await <e>\n    return [x async for x in <e>]",
    "class <n>(<b>):\n    ...",
    "@<d>\nclass <n>(<b>):\n    x: int = <e>\n    y: <e> = <e>\n    ...",
    "class <n>(<b>):\n    def __init__(self, *a, **k):\n        super().__init__(*a, **k)\n        ...\n    def call(self, x, <s>):\n        ...",
    "class <n>(layers.Layer):\n    def __init__(self, n=<e>):\n        super().__init__(<a>)\n        self.d = <c>\n    def build(self, shape):\n        self.w = self.add_weight(<a>)\n        ...\n    def call(self, x):\n        return self.d(x)\n    def compute_output_shape(self, shape):\n        return <e>\n<n> = <n>(<a>)(<e>)",
    "class <n>(keras.Model):\n    def train_step(self, data):\n        ...\n    def call(self, x, training=None):\n        ...\n        return <e>\n<n> = <n>()\n<n>.compile(<a>)\n<n>.fit(<a>)",
    "class <n>(type):\n    def __new__(m, name, bases, space, **k):\n        ...\n        return super().__new__(m, name, bases, space)\n    def __call__(cls, *a):\n        ...\n    def __prepare__(name, bases):\n        return <e>\nclass <n>(metaclass=<n>):\n    ...",
    "class <n>(<b>):\n    __slots__ = <e>\n    def __init_subclass__(cls, **k):\n        ...\n    def __class_getitem__(cls, i):\n        return <e>\n    def __set_name__(self, o, n):\n        ...\n    @<d>\n    def p(self, <s>):\n        ...",
    "class <n>(<b>):\n    def __getattr__(self, n):\n        return <e>\n    def __getitem__(self, i):\n        return <e>\n    def __iter__(self):\n        yield <e>\n    def __len__(self):\n        return <e>\n    def __eq__(self, o):\n        return <e>\n    def __hash__(self):\n        return <e>\n    def __bool__(self):\n        return <e>\n    def __call__(self, *a):\n        return <e>\n    def __enter__(self):\n        return <e>\n    def __exit__(self, *a):\n        return <e>\n<n> = <n>(<a>)",
    "class <n>(<b>):\n    def __add__(self, o):\n        return <e>\n    def __radd__(self, o):\n        return <e>\n    def __neg__(self):\n        return <e>\n    def __lt__(self, o):\n        return <e>\n    def __contains__(self, o):\n        return <e>\n    def __delitem__(self, i):\n        ...\n    def __setitem__(self, i, v):\n        ...\n    def __setattr__(self, n, v):\n        super().__setattr__(n, v)\n<n> = <n>(<a>)",
    "match <e>:\n    case <p>:\n        ...\n    case <p> | <p>:\n        ...\n    case {'x': <p>, **rest} if <e>:\n        ...\n    case _:\n        ...",
    "match <e>, <e>:\n    case <p>, <p>:\n        ...",
    "if __name__ == '__main__':\n    ...",
    "if TYPE_CHECKING:\n    ...",
    "# %%\n...",
)
"""Statements that hold others, which stand where the dots are."""
SCRAPS = (*TYPED, "[", "\ud800", "async ", "\0")
"""What stands in damaged text."""
