"""Several processes that begin their work at the same moment, and how long they take together."""

import multiprocessing
import time


def take_part(work, arguments, go, outcome):
    """One process: prepares, says that it is ready, waits for `go`, works, says when it was done, and clears away."""
    try:
        steps = work(*arguments)
        next(steps)
        outcome.send(None)
        go.wait()
        next(steps)
        ended = time.monotonic()
        for _ in steps:
            pass
        outcome.send(ended)
    except Exception as failure:
        outcome.send(failure)
    finally:
        outcome.close()


def answer_of(outcome):
    try:
        answer = outcome.recv()
    except EOFError:
        raise RuntimeError("a process of the benchmark died") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def run(work, shares):
    """Runs `work(*share)` for each share in a process of its own and returns the seconds from the common start to the last end.

    `work` is a generator function: it yields when it is prepared, again when its work is done, and clears away after that.
    """
    context = multiprocessing.get_context("fork")
    go, processes, outcomes = context.Event(), [], []
    try:
        for share in shares:
            outcome, theirs = context.Pipe(duplex=False)
            process = context.Process(target=take_part, args=(work, share, go, theirs))
            process.start()
            # Closed here before the next process is made: the end of a process shows as the end of its pipe.
            theirs.close()
            processes.append(process)
            outcomes.append(outcome)
        for outcome in outcomes:
            answer_of(outcome)
        started = time.monotonic()
        go.set()
        return max(answer_of(outcome) for outcome in outcomes) - started
    except BaseException:
        for process in processes:
            process.terminate()
        raise
    finally:
        for process in processes:
            process.join()
        for outcome in outcomes:
            outcome.close()
