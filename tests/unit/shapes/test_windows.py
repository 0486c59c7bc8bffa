"""The sizes that windows leave, counted place by place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapelens.shapes import UNKNOWN, Mismatch, symbol
from shapelens.shapes.convolution import transposed_size, window_size

SMALL = st.integers(1, 6)
H = symbol("h")


@settings(deadline=None)
@given(st.integers(1, 30), SMALL, SMALL, SMALL)
def test_valid_counts_the_places_of_the_window(size, kernel, stride, dilation):
    reach = dilation * (kernel - 1) + 1
    places = [start for start in range(0, size, stride) if start + reach <= size]
    if places:
        assert window_size(size, kernel, stride, "valid", dilation) == len(places)
    else:
        with pytest.raises(Mismatch) as caught:
            window_size(size, kernel, stride, "valid", dilation)
        assert caught.value.facts == {"expected": reach, "size": size}


@settings(deadline=None)
@given(st.integers(1, 30), SMALL, SMALL, SMALL, st.sampled_from(["same", "causal"]))
def test_same_has_one_place_a_stride(size, kernel, stride, dilation, padding):
    assert window_size(size, kernel, stride, padding, dilation) == math.ceil(size / stride)


@settings(deadline=None)
@given(st.integers(1, 12), SMALL, SMALL)
def test_a_transposed_valid_convolution_covers_every_window(size, kernel, stride):
    assert transposed_size(size, kernel, stride) == max((size - 1) * stride + kernel, size * stride)


@settings(deadline=None)
@given(st.integers(1, 12), SMALL, SMALL)
def test_a_transposed_same_convolution_multiplies(size, kernel, stride):
    assert transposed_size(size, kernel, stride, "same") == size * stride


@settings(deadline=None)
@given(st.integers(1, 12), SMALL, SMALL, st.integers(0, 3))
def test_output_padding_is_added(size, kernel, stride, extra):
    assert transposed_size(size, kernel, stride, "valid", extra) == (size - 1) * stride + kernel + extra
    assert transposed_size(size, kernel, stride, "same", extra) == (size - 1) * stride + kernel % 2 + extra


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        ((None, 3), None),
        ((None, UNKNOWN, UNKNOWN), None),
        ((UNKNOWN, 3), UNKNOWN),
        ((28, UNKNOWN), UNKNOWN),
        ((28, 3, UNKNOWN), UNKNOWN),
        ((H, 3), H - 2),
        ((H, 3, 1, "same"), H),
        ((H, 3, 2), (H - 3) // 2 + 1),
        ((2 * H, 2, 2), H),
        ((H, 1), H),
    ],
)
def test_open_sizes(arguments, result):
    assert window_size(*arguments) == result


@pytest.mark.parametrize(
    ("arguments", "result"),
    [
        ((None, 3, 2), None),
        ((UNKNOWN, 3, 2), UNKNOWN),
        ((H, 3, 2, "same"), 2 * H),
        ((H, 3, 1), H + 2),
        ((H, 2, 3), 3 * H),
        ((4, H, 1), H + 3),
        ((4, H, 3), UNKNOWN),
    ],
)
def test_open_sizes_transposed(arguments, result):
    assert transposed_size(*arguments) == result
