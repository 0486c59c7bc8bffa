"""Shapes of scikit-learn's and pandas' results: what Shapelens says, and what they are when the program runs.

Where Shapelens leaves a size open (`?`), nothing is compared.
"""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("sklearn")
pytest.importorskip("pandas")

from shapelens.analysis.document import Document
from shapelens.libraries.pandas.values import Frame, Series
from shapelens.shapes import Shape, is_unknown
from shapelens.values import Tensor, Value

HEADER = """
import numpy as np
import pandas as pd
from sklearn import datasets, decomposition, model_selection, preprocessing

x = np.random.rand(50, 6)
y = np.arange(50) % 4
frame = pd.DataFrame({"a": np.arange(8.0), "b": np.arange(8.0), "c": np.arange(8)})
series = frame["c"]
"""

EXPRESSIONS = [
    "model_selection.train_test_split(x, y)[0]",
    "model_selection.train_test_split(x, y)[3]",
    "model_selection.train_test_split(x, y, test_size=0.33)[1]",
    "model_selection.train_test_split(x, test_size=7)[0]",
    "model_selection.train_test_split(x, train_size=0.7)[0]",
    "model_selection.train_test_split(x, train_size=10, test_size=5)[1]",
    "model_selection.train_test_split(frame, series, test_size=0.25)[0]",
    "model_selection.train_test_split(frame, series, test_size=0.25)[3]",
    "preprocessing.StandardScaler().fit_transform(x)",
    "preprocessing.MinMaxScaler().fit(x).transform(x[:5])",
    "preprocessing.StandardScaler().fit_transform(frame)",
    "preprocessing.LabelEncoder().fit_transform(y)",
    "preprocessing.LabelBinarizer().fit_transform(y)",
    "preprocessing.LabelBinarizer().fit_transform(y % 2)",
    "preprocessing.OneHotEncoder().fit_transform(y.reshape(-1, 1)).toarray()",
    "preprocessing.label_binarize(y, classes=[0, 1, 2, 3])",
    "decomposition.PCA(n_components=3).fit_transform(x)",
    "decomposition.PCA().fit_transform(x)",
    "decomposition.PCA(2).fit(x).transform(x[:9])",
    "datasets.load_iris().data",
    "datasets.load_iris(return_X_y=True)[1]",
    "datasets.load_digits().images",
    "datasets.load_wine(as_frame=True).data",
    "datasets.load_breast_cancer().target",
    "datasets.load_diabetes().data",
    "datasets.make_classification()[0]",
    "datasets.make_classification(n_samples=30, n_features=9, n_informative=4, n_classes=3)[1]",
    "datasets.make_blobs(n_samples=30, centers=4, n_features=3)[0]",
    "datasets.make_regression(n_samples=30, n_features=3, n_targets=2)[1]",
    "datasets.make_regression()[0]",
    "datasets.make_moons(60)[0]",
    "datasets.make_circles()[1]",
    "datasets.make_multilabel_classification(n_classes=3)[1]",
    "next(iter(model_selection.KFold(5).split(x)))[0]",
    "frame.values",
    "frame[['a', 'b']]",
    "frame['a']",
    "frame.drop(columns=['a'])",
    "frame.drop('a', axis=1).to_numpy()",
    "frame.iloc[:, :2]",
    "frame.iloc[:, -1]",
    "frame.iloc[2:5]",
    "frame.iloc[2:5, [0, 2]]",
    "frame.loc[:, ['a', 'c']]",
    "frame.loc[:, 'a'].values",
    "frame.T",
    "frame.head(3)",
    "frame.sample(4)",
    "frame.sample(frac=0.5)",
    "(frame - frame.mean()) / frame.std()",
    "frame.mean()",
    "frame.mean(axis=1)",
    "frame.reset_index()",
    "frame.reset_index(drop=True)",
    "frame.set_index('a')",
    "frame.astype('float32').fillna(0)",
    "pd.concat([frame, frame])",
    "pd.concat([frame, frame], axis=1)",
    "pd.DataFrame(x)",
    "pd.DataFrame(x, columns=list('abcdef'))[['a', 'f']]",
    "pd.Series(y).map({0: 1, 1: 2})",
    "series[2:5]",
    "series.to_frame()",
    "series.values.reshape(-1, 1)",
    "np.array(frame)",
    "np.asarray(series)",
    "pd.get_dummies(series)",
    "frame[frame['a'] > 2]",
]


def shape_of(value: Value, run: object) -> Shape:
    if isinstance(value, Frame):
        return value.shape(run)  # type: ignore[arg-type]
    assert isinstance(value, (Tensor, Series)), value
    return value.shape


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_shapes_are_those_of_the_libraries(expression: str) -> None:
    program = f"{HEADER}\nvalue = {expression}\n"
    namespace: dict[str, object] = {}
    exec(program, namespace)
    real = np.shape(namespace["value"])  # type: ignore[arg-type]
    document = Document("table.py", program)
    assert document.analysis().findings == ()
    engine = document._engine
    ours = shape_of(engine.scope.fields["value"], engine.interpreter)
    assert len(ours) == len(real)
    assert all(is_unknown(mine) or mine == theirs for mine, theirs in zip(ours, real)), (ours, real)
