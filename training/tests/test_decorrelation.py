import pytest
import torch
from torch import Tensor

from facet_training.losses.decorrelation import Decorrelation, MemoryBank, correlations, decorrelation_loss


def noise(rows: int, width: int, seed: int) -> Tensor:
    return torch.randn(rows, width, generator=torch.Generator().manual_seed(seed))


def test_expression_that_is_the_sound_costs_one() -> None:
    rows = noise(528, 8, 0)
    assert decorrelation_loss(rows, rows.clone(), "literal") == pytest.approx(1.0, abs=1e-5)
    assert decorrelation_loss(rows[:, :1], rows[:, :1], "full") == pytest.approx(1.0, abs=1e-5)
    assert decorrelation_loss(rows, 3.0 - 2.0 * rows, "literal") == pytest.approx(1.0, abs=1e-5)


def test_independent_rows_cost_one_over_their_number() -> None:
    full = decorrelation_loss(noise(528, 30, 1), noise(528, 512, 2), "full")
    assert float(full) == pytest.approx(1.0 / 527.0, rel=0.05)
    literal = decorrelation_loss(noise(528, 512, 3), noise(528, 512, 4), "literal")
    assert float(literal) == pytest.approx(1.0 / 527.0, rel=0.25)


def test_one_dependent_column_among_many_counts_as_its_share() -> None:
    expression, sound = noise(4000, 4, 5), noise(4000, 5, 6)
    expression[:, 2] = -sound[:, 3]
    found = correlations(expression, sound)
    assert found[2, 3] == pytest.approx(-1.0, abs=1e-4)
    assert float(decorrelation_loss(expression, sound)) == pytest.approx(1.0 / 20.0, rel=0.05)


@pytest.mark.parametrize("reading", ["full", "literal"])
def test_a_column_that_does_not_change_costs_nothing_and_has_a_finite_gradient(reading: str) -> None:
    expression = torch.full((200, 3), 0.7, requires_grad=True)
    loss = decorrelation_loss(expression, noise(200, 3, 7), reading)
    loss.backward()  # type: ignore[no-untyped-call]
    assert float(loss.detach()) == pytest.approx(0.0, abs=1e-6)
    assert expression.grad is not None
    assert torch.isfinite(expression.grad).all()


def test_other_widths_can_not_be_paired_and_other_readings_are_refused() -> None:
    with pytest.raises(ValueError, match="one width"):
        decorrelation_loss(noise(9, 3, 0), noise(9, 4, 0), "literal")
    with pytest.raises(ValueError, match="full, literal"):
        decorrelation_loss(noise(9, 3, 0), noise(9, 3, 0), "cosine")
    with pytest.raises(ValueError, match="as many rows"):
        decorrelation_loss(noise(9, 3, 0), noise(8, 3, 0))


def test_the_oldest_rows_leave_a_bank_first() -> None:
    bank = MemoryBank(4, 1)
    for value in (0.0, 2.0, 4.0):
        bank.push(torch.tensor([[value], [value + 1.0]]))
    assert bank.rows[:, 0].tolist() == [2.0, 3.0, 4.0, 5.0]
    bank.push(torch.arange(10.0)[:, None])
    assert bank.rows[:, 0].tolist() == [6.0, 7.0, 8.0, 9.0]


def test_a_bank_of_no_rows_keeps_nothing() -> None:
    bank = MemoryBank(0, 2)
    bank.push(torch.ones(3, 2))
    assert len(bank) == 0
    assert len(bank.with_batch(torch.ones(3, 2))) == 3


def test_gradients_reach_the_rows_of_the_batch_alone() -> None:
    term = Decorrelation(2, 3, capacity=256, least=128, reading="full")
    older = noise(200, 2, 8).requires_grad_()
    term(older, noise(200, 3, 9))
    expression, sound = noise(16, 2, 10).requires_grad_(), noise(16, 3, 11).requires_grad_()
    loss = term(expression, sound)
    assert loss is not None
    loss.backward()  # type: ignore[no-untyped-call]
    assert older.grad is None
    assert not term.expression.rows.requires_grad
    for rows in (expression, sound):
        assert rows.grad is not None
        assert rows.grad.abs().sum() > 0


def test_there_is_no_loss_before_there_are_rows_enough() -> None:
    term = Decorrelation(2, 2, capacity=512, least=128, reading="literal")
    assert [term(noise(32, 2, n), noise(32, 2, n)) is None for n in range(5)] == [True, True, True, False, False]
    assert term(noise(0, 2, 0), noise(0, 2, 0)) is None


def test_what_was_kept_comes_back_and_must_fit() -> None:
    first = Decorrelation(2, 3, capacity=64, least=16, reading="full")
    first(noise(40, 2, 1), noise(40, 3, 2))
    second = Decorrelation(2, 3, capacity=64, least=16, reading="full")
    second.restore({name: rows.clone() for name, rows in first.memory().items()})
    batch = noise(8, 2, 3), noise(8, 3, 4)
    losses = first(*batch), second(*batch)
    assert losses[0] is not None and losses[1] is not None
    assert torch.equal(losses[0], losses[1])
    with pytest.raises(ValueError, match="memory of at most"):
        Decorrelation(2, 3, capacity=16, least=16, reading="full").restore(first.memory())
