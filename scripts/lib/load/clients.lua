-- What wrk saw of a run, as one line "wrk NAME=NUMBER ..." behind its own words: times in ms, errors of sockets by kind. For one
-- thread (wrk -t1). An answer is good if a worker's service gave it: Mandor's fallback on the manager node says 200 too.

good, bad = 0, 0

function setup(thread) the_thread = thread end

function response(status, headers, body)
  if status == 200 and body:find("^Name HOST:worker") then good = good + 1 else bad = bad + 1 end
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format("wrk seconds=%.1f good=%d bad=%d connect=%d read=%d write=%d timeout=%d ", summary.duration / 1e6,
    the_thread:get("good"), the_thread:get("bad"), errors.connect, errors.read, errors.write, errors.timeout))
  io.write(string.format("mean=%.1f p50=%.1f p95=%.1f p99=%.1f max=%.1f\n", latency.mean / 1e3, latency:percentile(50) / 1e3,
    latency:percentile(95) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
