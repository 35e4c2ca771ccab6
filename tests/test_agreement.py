"""Agreement beyond chance, by examples worked out by hand."""

import pytest

from nlp.agreement import ac1, kappa, observed


def test_kappa_of_a_table_of_two_by_two():
    one, two = "y" * 25 + "n" * 25, "y" * 20 + "n" * 5 + "y" * 10 + "n" * 15  # both y 20, both n 15
    assert observed(one, two) == pytest.approx(0.70)
    assert kappa(one, two) == pytest.approx(0.40)  # chance .5


def test_ac1_holds_where_nearly_all_values_are_the_same():
    one, two = "y" * 119 + "n" * 6, "y" * 118 + "n" + "y" * 5 + "n"  # 118 y, 1 n agreed
    assert kappa(one, two) == pytest.approx(0.23156, abs=1e-4)  # (.952 - .937536) / .062464
    assert ac1(one, two) == pytest.approx(0.94883, abs=1e-4)  # (.952 - .061952) / .938048


def test_values_that_do_not_occur_count_as_possible():
    one, two = "aabb", "abbb"
    assert ac1(one, two) == pytest.approx((0.75 - 0.46875) / (1 - 0.46875))
    assert ac1(one, two, values=5) == pytest.approx((0.75 - 0.46875 / 4) / (1 - 0.46875 / 4))


@pytest.mark.parametrize("measure", [observed, kappa, ac1])
def test_nothing_to_go_by(measure):
    assert measure("", "") is None


def test_one_value_alone_says_nothing_to_kappa():
    assert kappa("aaa", "aaa") is None
    assert ac1("aaa", "aaa", values=5) == 1
