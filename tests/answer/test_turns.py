"""First come, first served, and each knows how many are ahead."""

import threading

from rag.answer.models.turns import Turns


def test_places_move_up_in_order_and_whoever_leaves_makes_room():
    turns = Turns()
    with turns.joined() as first:
        with turns.joined() as second, turns.joined() as third:
            assert [first.ahead, second.ahead, third.ahead] == [0, 1, 2]
        with turns.joined() as late:
            assert late.ahead == 1
    with turns.joined() as alone:
        assert alone.ahead == 0


def test_waiting_ends_when_the_queue_moves():
    turns = Turns()
    here, gone = threading.Event(), threading.Event()

    def hold():
        with turns.joined():
            here.set()
            gone.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    here.wait(20)
    with turns.joined() as place:
        assert place.ahead == 1
        gone.set()
        while place.ahead:
            place.wait(0.05)
    holder.join(20)
