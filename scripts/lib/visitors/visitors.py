#!/usr/bin/env python3
"""visitors.py URL PATH BAD_RATE GOOD_RATE SECONDS: asks for PATH BAD_RATE times a second, and beside that for / GOOD_RATE times
a second, each on a connection of its own and whatever became of those before (open loop).

Prints one line: how many of the good ones were asked, failed, answered by the fallback, the slowest in milliseconds, and how many
of the bad ones ended with which status (000: no answer)."""
import collections
import sys
import threading
import time
import urllib.error
import urllib.request

URL, PATH = sys.argv[1], sys.argv[2]
BAD_RATE, GOOD_RATE, SECONDS = (float(word) for word in sys.argv[3:])
PATIENCE = 5
lock = threading.Lock()
good = []
bad = collections.Counter()
opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(path):
    try:
        with opener.open(URL + path, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, ""
    except OSError:
        return 0, ""
    except Exception:  # a broken answer of any kind
        return 0, ""


def good_one():
    start = time.monotonic()
    status, body = ask("/")
    took = time.monotonic() - start
    with lock:
        good.append((status, body, took))


def bad_one():
    status, _ = ask(PATH)
    with lock:
        bad[status] += 1


def run(one, rate, threads):
    start = time.monotonic()
    for number in range(int(rate * SECONDS)):
        time.sleep(max(0, start + number / rate - time.monotonic()))
        thread = threading.Thread(target=one)
        thread.start()
        threads.append(thread)


running = []
feeders = [threading.Thread(target=run, args=(good_one, GOOD_RATE, running)),
           threading.Thread(target=run, args=(bad_one, BAD_RATE, running))]
for feeder in feeders:
    feeder.start()
for thread in feeders + running:
    thread.join()
for thread in running:
    thread.join()

failed = sum(status != 200 for status, _, _ in good)
fallback = sum(body == "fallback" for _, body, _ in good)
slowest = 1000 * max(took for _, _, took in good)
answers = " ".join(f"{status:03d}:{count}" for status, count in sorted(bad.items()))
print(f"{len(good)} {failed} {fallback} {slowest:.0f} {answers}")
