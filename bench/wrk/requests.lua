-- Sends the requests of a file, in the order of another: wrk ... -- <requests> <picks>
-- Requests are parted by a NUL byte; picks are their numbers from 1, a line each.
local requests, picks, at = {}, {}, 0

function init(args)
  local file = assert(io.open(args[1], 'rb'))
  for request in file:read('*a'):gmatch('[^%z]+') do requests[#requests + 1] = request end
  file:close()
  for line in io.lines(args[2]) do picks[#picks + 1] = tonumber(line) end
end

function request()
  at = at % #picks + 1
  return requests[picks[at]]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"bytes":%d,"microseconds":%d,"p50":%d,"p99":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.bytes, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
